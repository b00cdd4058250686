"""The kept paper of an issued bulletin as the public gets it: exactly the bytes that were made when it was issued."""

from __future__ import annotations

import logging

from adapters.files import FileDamaged, files
from models.digest import DigestFile
from rules.errors import NotFound

log = logging.getLogger(__name__)

DAMAGED = "这份文件现在打不开，我们正在恢复。请过几个小时再试，网页上的内容和它相同。"


def content(kept: DigestFile) -> bytes:
    """Return the bytes of a kept file. Raises NotFound, with an alarm, when they are not those that were made."""
    try:
        return files.read(kept.storage_name, kept.digest)
    except FileDamaged as error:
        log.error("Alarm: kept paper %s of digest %s is damaged", kept.storage_name, kept.digest_id)
        raise NotFound(DAMAGED) from error
