"""The unit of work that every service takes: the session, who acts, when, and the keys. The edge commits it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from adapters.cipher import FieldCipher
from adapters.secrets import Secrets
from queries import settings
from queries.settings import Settings
from rules.actors import Actor
from rules.calendar import WorkCalendar
from rules.localtime import local_date
from rules.passwords import PasswordPolicy

AnySession = Session | scoped_session[Session]


@dataclass
class Work:
    """One request, job or command. `now` is a UTC instant; `jobs` are enqueued after the commit."""

    session: AnySession
    actor: Actor
    now: datetime
    secrets: Secrets
    public_url: str = ""
    jobs: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    passwords: PasswordPolicy = PasswordPolicy()

    @property
    def today(self) -> date:
        """The calendar day in China."""
        return local_date(self.now)

    @property
    def settings(self) -> Settings:
        """The settings in force: mailboxes, clock terms, calendar, router."""
        return settings.read(self.session)

    @property
    def calendar(self) -> WorkCalendar:
        """The work calendar as it is loaded now."""
        return self.settings.calendar

    @property
    def cipher(self) -> FieldCipher:
        return FieldCipher(self.secrets.identity)

    def after_commit(self, job: str, *args: Any) -> None:
        """Have a job enqueued once this work is committed; ids and dates only."""
        self.jobs.append((job, args))
