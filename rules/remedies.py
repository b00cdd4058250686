"""What a reply tells its reader to do who does not agree with it: reconsideration and lawsuit, where and how soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.errors import InputRefused
from rules.outcomes import BY_OUTCOME, Outcome

# 行政复议法 (2023) article 23: what is not disclosed goes to reconsideration before it goes to court.
RECONSIDERATION_FIRST_SINCE = date(2024, 1, 1)
# 行政诉讼法 (2014) article 46: six months; before it was in force, article 39 of the old text: three.
SIX_MONTHS_SINCE = date(2015, 5, 1)
NO_BODY = "本单位的行政复议机关和管辖法院还没有设定，答复里写不出救济途径。请系统管理员在承办单位名单里补上。"


@dataclass(frozen=True)
class RemedyBodies:
    """Where one turns against the acts of an agency: who reconsiders them, and which court hears the case."""

    review_body: str
    court: str


def usual(*, government_office: bool) -> RemedyBodies:
    """Return the bodies for an agency of a county, where its own list names none.

    The county government reconsiders what its departments and towns do, the government above it what it does itself
    (行政复议法 24). Its own acts are heard by the intermediate court (行政诉讼法 15), all others by the county's.
    """
    if government_office:
        return RemedyBodies("市人民政府", "市中级人民法院")
    return RemedyBodies("县人民政府", "县人民法院")


def needs_reconsideration_first(outcome: Outcome, on: date) -> bool:
    """Tell whether a reply of this day can be taken to court only after reconsideration.

    What is refused is (行政复议法 23¶1(四)), and so is the refused part of a partial disclosure.
    """
    refused = BY_OUTCOME[outcome].is_refusal or outcome is Outcome.PARTIAL
    return refused and on >= RECONSIDERATION_FIRST_SINCE


def remedy_text(outcome: Outcome, bodies: RemedyBodies, on: date) -> str:
    """Return the sentence on remedies of a reply issued on this day. Raises InputRefused without the bodies.

    Reconsideration within 60 days (行政复议法 20), a lawsuit within six months (行政诉讼法 46), or within 15 days of
    the decision on reconsideration where that comes first (行政诉讼法 45).
    """
    if not bodies.review_body or not bodies.court:
        raise InputRefused(NO_BODY)
    if needs_reconsideration_first(outcome, on):
        part = "本答复中不予公开的部分" if outcome is Outcome.PARTIAL else "本答复"
        return (f"如不服{part}，可以自收到本答复之日起60日内向{bodies.review_body}申请行政复议。"
                "依照《中华人民共和国行政复议法》第二十三条第一款第四项，应当先申请行政复议；"
                f"对行政复议决定仍不服的，可以自收到行政复议决定书之日起15日内向{bodies.court}提起行政诉讼。")
    months = "6个月" if on >= SIX_MONTHS_SINCE else "3个月"
    return (f"如不服本答复，可以自收到本答复之日起60日内向{bodies.review_body}申请行政复议，或者自收到本答复之日起"
            f"{months}内向{bodies.court}提起行政诉讼。")
