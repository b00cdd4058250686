"""Makes key files: `python -m deploy.keys` what the service needs, `--backup` the one that seals backups.

`--from ARCHIVE` takes the service's keys out of a backup that was made with them. The command line itself needs
them to start.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from adapters import archives, secrets
from adapters.sealing import SealBroken, load_key
from config import Config, ConfigError


def main() -> None:
    """Write what is missing, mode 0600, and name it."""
    parser = argparse.ArgumentParser(prog="python -m deploy.keys", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--backup", action="store_true", help="make the key that seals backups (BACKUP_KEY_FILE)")
    parser.add_argument("--from", dest="archive", type=Path, help="a backup that was made with --with-keys")
    asked = parser.parse_args()
    try:
        config = Config.from_env()
        sealing_key = config.operations.backup_key_file or config.keys_dir / "backup.key"
        if asked.archive:
            made = _taken_out(asked.archive, sealing_key, config.keys_dir)
        elif asked.backup:
            made = [] if sealing_key.exists() else [sealing_key]
            secrets.make(sealing_key)
        else:
            made = secrets.make_missing(config.keys_dir)
    except (ConfigError, OSError, SealBroken) as fault:
        sys.exit(str(fault))
    for path in made:
        sys.stdout.write(f"{path}\n")


def _taken_out(archive: Path, sealing_key: Path, keys_dir: Path) -> list[Path]:
    found = archives.key_files(archive, load_key(sealing_key))
    if not found:
        sys.exit(f"{archive} was made without keys; put their copy into {keys_dir}.")
    return secrets.put_back(keys_dir, found)


if __name__ == "__main__":
    main()
