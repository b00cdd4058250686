"""The job that RQ's own rate is measured with; apart, since every child of a plain worker imports it anew."""


def nothing() -> None:
    """Do nothing."""
