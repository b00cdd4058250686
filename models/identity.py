"""Who wrote: contact fields apart from the case, each encrypted by itself, the key in a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Model
from models.types import UTCDateTime


class Identity(Model):
    """The writer of a case. Every field is AES-256-GCM ciphertext bound to the case and to its column.

    `email_digest` is a keyed digest for limits and for finding bounces; `email_verified_at` is when the writer
    pressed the button behind the link in the receipt mail. An unverified address gets the receipt mail only.
    `email_bounced_at` is when a mail server said that the address does not exist: nothing more is sent to it.
    `phone_digest` is for the limit of short messages to one number. `id_number` is stored with the writer's separate
    consent only (rules/consents.py). The first byte of a field names the key that it was encrypted with.
    """

    __tablename__ = "identity"
    __table_args__ = (
        Index("ix_identity_phone_digest", "phone_digest",
              sqlite_where=text("phone_digest IS NOT NULL"), postgresql_where=text("phone_digest IS NOT NULL")),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    email: Mapped[bytes | None] = mapped_column(LargeBinary)
    address: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_kind: Mapped[bytes | None] = mapped_column(LargeBinary)
    employer: Mapped[bytes | None] = mapped_column(LargeBinary)
    credit_code: Mapped[bytes | None] = mapped_column(LargeBinary)
    representative: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_person: Mapped[bytes | None] = mapped_column(LargeBinary)
    postcode: Mapped[bytes | None] = mapped_column(LargeBinary)
    fax: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    email_verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    email_bounced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    phone_digest: Mapped[str | None] = mapped_column(String(64))
