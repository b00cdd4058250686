"""Extensions, unbound: nothing here opens a connection on import. `app.py` binds them."""

from __future__ import annotations

from flask_limiter import Limiter
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from adapters.job_queue import queue

# Names for every constraint, so that migrations can speak of them on both engines.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Model)
migrate = Migrate()
csrf = CSRFProtect()
# What is counted for whom stands in web/limits.py. Without Redis each process counts for itself: letters stay open.
limiter = Limiter(key_func=lambda: "", in_memory_fallback_enabled=True, key_prefix="rate")
__all__ = ["csrf", "db", "limiter", "migrate", "queue"]
