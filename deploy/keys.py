"""Makes the key files that are missing: `python -m deploy.keys`. The command line itself needs them to start."""

from __future__ import annotations

import sys

from adapters import secrets
from config import Config, ConfigError


def main() -> None:
    """Write what is missing, mode 0600, and name it."""
    try:
        made = secrets.make_missing(Config.from_env().keys_dir)
    except (ConfigError, OSError) as fault:
        sys.exit(str(fault))
    for path in made:
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
