"""Typed settings. `Config.from_env` is the only reader of the environment; tests build their own instance."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import click

from rules import bulletins, quiet_hours
from rules.passwords import PasswordPolicy
from rules.quiet_hours import SMS_HOURS, STAFF_HOURS, Hours

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MEGABYTE = 1024 * 1024
OFF = ("", "0", "false", "no")


class ConfigError(click.ClickException):
    """A setting that stops the start; its text is the one line shown to the operator."""


class Mode(StrEnum):
    """How strict the service is: `demo` and `trial` only on loopback http, `production` behind https."""

    DEMO = "demo"
    TRIAL = "trial"
    PRODUCTION = "production"


@dataclass(frozen=True)
class MailConfig:
    """Where mail goes. Without a server every message is written to `directory` as an .eml file.

    TLS is demanded of every server that is not on this machine; `ca_file` names who signs its certificate when that
    is no public authority. `timeout_s` bounds the sending of one message as a whole. `carries_files`: digests go out
    with their PDF and sheet, which are made before; else with a link only.
    """

    directory: Path
    server: str = ""
    port: int = 25
    username: str = ""
    password: str = field(default="", repr=False)
    use_tls: bool = False
    sender: str = "mailbox@localhost"
    ca_file: str = ""
    timeout_s: float = 30
    rate_per_minute: int = 600
    carries_files: bool = True


@dataclass(frozen=True)
class SmsConfig:
    """Where short messages go; without a URL each is written to a file under the data directory.

    `key_file` holds the key that signs each message, so that nobody else can send at the county's cost.
    """

    url: str = ""
    key_file: Path | None = None
    timeout_s: float = 15
    rate_per_minute: int = 120


@dataclass(frozen=True)
class ScannerConfig:
    """The virus scanner: the path of its socket, or host:port on this machine; "" for none.

    `timeout_s` bounds the scan of one file as a whole.
    """

    address: str = ""
    timeout_s: float = 20


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, counts, and seconds that an operator may lower but not raise in production."""

    attachment_bytes: int = 10 * MEGABYTE
    attachments: int = 5
    request_bytes: int = 52 * MEGABYTE
    json_bytes: int = 64 * 1024
    job_memory_bytes: int = 1024 * MEGABYTE


@dataclass(frozen=True)
class Rates:
    """How often the public site may be used; an operator may lower each but not raise it in production.

    A village may sit behind one address, so that a hundred letters an hour from one source must pass. `free_*`:
    letters in an hour that need no solved puzzle, from one source and from all of them. Comments on drafts are counted
    apart: a campaign keeps no letter out. They come in at once on a last day, and somebody may have a word on many
    passages.
    """

    letters_per_source_hour: int = 300
    letters_per_contact_day: int = 30
    letters_hour: int = 6000
    free_letters_per_source_hour: int = 20
    free_letters_hour: int = 600
    answered_questions_per_source_hour: int = 120
    api_letters_per_source_hour: int = 120
    api_letters_hour: int = 3000
    comments_per_source_hour: int = 300
    comments_per_contact_day: int = 60
    comments_hour: int = 20_000
    api_comments_per_source_hour: int = 120
    api_comments_hour: int = 6000
    posts_per_source_minute: int = 120
    lookups_per_source_minute: int = 60
    searches_per_source_minute: int = 120


@dataclass(frozen=True)
class Timing:
    """Intervals of the background work in seconds, which tests shorten; `lists_at`: when daily lists go out, in China.
    """

    lease_s: int = 60
    relay_s: int = 20
    heartbeat_stale_s: int = 90
    sms_hours: Hours = SMS_HOURS
    staff_mail_hours: Hours = STAFF_HOURS
    lists_at: time = time(7, 30)

    @property
    def job_beat_s(self) -> int:
        """How often a running job is reported as alive; whole seconds, as an alarm clock takes them."""
        return max(1, min(10, self.lease_s // 6))


class LogFormat(StrEnum):
    """How a line of the log looks: words for a terminal, or one JSON object for what collects logs."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True)
class Operations:
    """What watches over the service and keeps its copies.

    Below `free_space_floor_mb` no letter is taken in. `metrics_allow` are the addresses that may read `/metrics`.
    `backup_key_file` holds the key of the backups, which stays apart from them (security.md S6).
    """

    free_space_floor_mb: int = 200
    metrics_allow: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    log_format: LogFormat = LogFormat.TEXT
    backup_key_file: Path | None = None


@dataclass(frozen=True)
class Config:
    """Every setting of one process. `hosts`: on how many machines web and worker processes run.

    `document_code` stands before the year in the number of a bulletin (发文机关代字).
    """

    mode: Mode
    data_dir: Path
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    public_url: str
    port: int
    keys_dir: Path
    mail: MailConfig
    sms: SmsConfig = SmsConfig()
    county: str = "云溪县"
    document_code: str = "云政办函"
    clock_file: Path | None = None
    proxy_hops: int = 0
    hosts: int = 1
    limits: Limits = Limits()
    rates: Rates = Rates()
    passwords: PasswordPolicy = PasswordPolicy()
    timing: Timing = Timing()
    operations: Operations = Operations()
    scanner: ScannerConfig = ScannerConfig()

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str]:
        """Host header values that are answered; all others get 400."""
        names = {urlsplit(self.public_url).netloc, "127.0.0.1", "localhost"}
        return sorted(names | {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost")})

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Config:
        """Read the environment once. Raises ConfigError with one clear line for what cannot be used."""
        env = os.environ if env is None else env
        data_dir = Path(env.get("DATA_DIR") or "var").resolve()
        port = _number(env, "PORT", 8000)
        public_url = (env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")
        mode = _mode(env, public_url)
        secret_file = env.get("SECRET_KEY_FILE")
        clock_file = env.get("CLOCK_FILE")
        if mode is Mode.PRODUCTION:
            _refuse_for_tests(env)
        return cls(
            mode=mode,
            data_dir=data_dir,
            database_url=_database_url(env, data_dir),
            redis_url=env.get("REDIS_URL") or "",
            public_url=public_url,
            port=port,
            keys_dir=Path(secret_file).resolve().parent if secret_file else data_dir / "keys",
            mail=_mail(env, data_dir),
            sms=_sms(env),
            county=env.get("COUNTY_NAME") or "云溪县",
            document_code=_document_code(env),
            clock_file=Path(clock_file) if clock_file else None,
            proxy_hops=_number(env, "PROXY_HOPS", 0),
            hosts=_number(env, "HOSTS", 1, least=1),
            limits=Limits(job_memory_bytes=_number(env, "JOB_MEMORY_MB", 1024) * MEGABYTE),
            rates=_rates(env, mode),
            passwords=_passwords(env),
            timing=Timing(
                lease_s=_number(env, "LEASE_SECONDS", 60),
                relay_s=_number(env, "RELAY_SECONDS", 20),
                heartbeat_stale_s=_number(env, "HEARTBEAT_STALE_SECONDS", 90),
                sms_hours=_hours(env, "SMS_HOURS", SMS_HOURS),
                staff_mail_hours=_hours(env, "STAFF_MAIL_HOURS", STAFF_HOURS),
                lists_at=_time(env, "DAILY_LIST_TIME", Timing.lists_at),
            ),
            operations=_operations(env, mode),
            scanner=_scanner(env),
        )


def _refuse_for_tests(env: Mapping[str, str]) -> None:
    """Raise ConfigError for settings with which nothing may be served to the public (security.md S1)."""
    if env.get("CLOCK_FILE"):
        raise ConfigError("CLOCK_FILE is for tests and must not be set in production.")
    if (env.get("FLASK_DEBUG") or "").lower() not in OFF:
        raise ConfigError("FLASK_DEBUG is on. It shows the inside of the service to strangers; unset it in production.")


def _mode(env: Mapping[str, str], public_url: str) -> Mode:
    if public_url.startswith("https://"):
        return Mode.PRODUCTION
    if urlsplit(public_url).hostname not in LOOPBACK:
        raise ConfigError("PUBLIC_URL must start with https:// unless it is a loopback address.")
    return Mode.DEMO if env.get("DEMO", "1") != "0" else Mode.TRIAL


def _database_url(env: Mapping[str, str], data_dir: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'mailbox.db'}"
    # The driver is psycopg 3; the short forms that people write mean the same.
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url[len(short):]
    return url


def _mail(env: Mapping[str, str], data_dir: Path) -> MailConfig:
    server = env.get("MAIL_SERVER") or ""
    # A message must not cross a network in the open because a line was forgotten (security.md M5).
    tls = env.get("MAIL_USE_TLS") or ("1" if server and server not in LOOPBACK else "0")
    return MailConfig(
        directory=data_dir / "mail",
        server=server,
        port=_number(env, "MAIL_PORT", 25),
        username=env.get("MAIL_USERNAME") or "",
        password=env.get("MAIL_PASSWORD") or "",
        use_tls=tls not in OFF,
        sender=env.get("MAIL_SENDER") or "mailbox@localhost",
        ca_file=env.get("MAIL_CA_FILE") or "",
        timeout_s=_number(env, "MAIL_TIMEOUT_SECONDS", 30, least=1),
        rate_per_minute=_number(env, "MAIL_RATE_PER_MINUTE", 600, least=1),
        carries_files=(env.get("MAIL_CARRIES_FILES") or "1").lower() not in OFF,
    )


def _operations(env: Mapping[str, str], mode: Mode) -> Operations:
    log_format = env.get("LOG_FORMAT") or (LogFormat.JSON if mode is Mode.PRODUCTION else LogFormat.TEXT).value
    if log_format not in list(LogFormat):
        raise ConfigError(f"LOG_FORMAT must be {' or '.join(LogFormat)}, not {log_format!r}.")
    key_file = env.get("BACKUP_KEY_FILE")
    usual = Operations()
    return Operations(
        free_space_floor_mb=_number(env, "FREE_SPACE_FLOOR_MB", usual.free_space_floor_mb),
        metrics_allow=frozenset((env.get("METRICS_ALLOW") or " ".join(usual.metrics_allow)).replace(",", " ").split()),
        log_format=LogFormat(log_format),
        backup_key_file=Path(key_file).resolve() if key_file else None)


def _rates(env: Mapping[str, str], mode: Mode) -> Rates:
    """Read RATE_LETTERS_HOUR and its like."""
    usual, chosen = asdict(Rates()), {}
    for name, most in usual.items():
        variable = f"RATE_{name.upper()}"
        chosen[name] = _number(env, variable, most, least=1)
        if chosen[name] > most and mode is Mode.PRODUCTION:
            raise ConfigError(f"{variable} may be lowered but not raised above {most} in production.")
    return Rates(**chosen)


def _passwords(env: Mapping[str, str]) -> PasswordPolicy:
    """Read how long a password lasts, and the words of the place: the county's name, and LOCAL_WORDS in letters."""
    usual = PasswordPolicy()
    words = (env.get("LOCAL_WORDS") or " ".join(usual.local_words)).replace(",", " ").split()
    return PasswordPolicy(timedelta(days=_number(env, "PASSWORD_MAX_DAYS", usual.max_age.days, least=1)),
                          (env.get("COUNTY_NAME") or "云溪县", *words))


def _sms(env: Mapping[str, str]) -> SmsConfig:
    url, key_file = env.get("SMS_URL") or "", env.get("SMS_KEY_FILE")
    if url and not url.startswith("https://") and urlsplit(url).hostname not in LOOPBACK:
        raise ConfigError("SMS_URL must start with https:// unless it is a loopback address.")
    if url and not key_file:
        raise ConfigError("SMS_URL needs SMS_KEY_FILE, the file with the key that signs each message.")
    return SmsConfig(
        url=url,
        key_file=Path(key_file) if key_file else None,
        timeout_s=_number(env, "SMS_TIMEOUT_SECONDS", 15, least=1),
        rate_per_minute=_number(env, "SMS_RATE_PER_MINUTE", 120, least=1),
    )


def _scanner(env: Mapping[str, str]) -> ScannerConfig:
    address = env.get("CLAMAV_SOCKET") or ""
    host, _, port = address.rpartition(":")
    # Letters' files must not cross a network in the open; a scanner elsewhere is reached through a tunnel.
    if address and not address.startswith("/") and not (host in LOOPBACK and port.isdigit()):
        raise ConfigError("CLAMAV_SOCKET must be the path of a socket, or a loopback address with a port.")
    return ScannerConfig(address, _number(env, "CLAMAV_TIMEOUT_SECONDS", 20, least=1))


def _document_code(env: Mapping[str, str]) -> str:
    code = env.get("DOCUMENT_CODE") or "云政办函"
    if not bulletins.CODE.fullmatch(code):
        raise ConfigError(f"DOCUMENT_CODE must be two to ten letters or 汉字, not {code!r}.")
    return code


def _hours(env: Mapping[str, str], name: str, default: Hours) -> Hours:
    text = env.get(name)
    if not text:
        return default
    try:
        return quiet_hours.parse(text, working_days_only=default.working_days_only)
    except ValueError:
        raise ConfigError(f"{name} must be hours like 08:00-20:00, not {text!r}.") from None


def _time(env: Mapping[str, str], name: str, default: time) -> time:
    text = env.get(name)
    if not text:
        return default
    try:
        if len(text) != len("07:30"):
            raise ValueError
        return time.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{name} must be a time like 07:30, not {text!r}.") from None


def _number(env: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit() or int(text) < least:
        raise ConfigError(f"{name} must be a whole number{f' of at least {least}' if least else ''}, not {text!r}.")
    return int(text)
