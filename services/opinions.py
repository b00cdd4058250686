"""Sorting comments into opinions (归并意见), and what is decided of each, by the department that made the draft.

Nothing here changes a comment. What is released of it stands in services/comment_results.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, func, insert, literal, or_, select

from models.case import Case
from models.comment import Comment, Opinion, OpinionComment
from models.comment_period import CommentPeriod
from models.types import table_of
from queries import adoption
from rules.comment_words import Adoption
from rules.errors import InputRefused, NotFound
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import State
from services import cases, events, locking, redaction_edits
from services.work import Work

SUMMARY_CHARACTERS = 300
REASON_CHARACTERS = 1000
MOST_AT_ONCE = 500
# What a comment is in while it can be sorted; one that was set aside or taken back makes no point any more.
SORTABLE = (State.HELD, State.MENDING, State.SHOWN)
GONE = "这条归并意见刚刚被合并或者删去了，请刷新页面。"
NO_COMMENTS = "请先勾选要归并的意见。"
NOT_SORTABLE = "选中的意见里有的已经撤回、被代替或者不列入统计，请刷新页面再选。"
TOO_MANY = f"一次最多选{MOST_AT_ONCE}条。内容相近的意见，可以整组一起归并。"
NO_OPINIONS = "请先勾选要决定的归并意见。"
NO_SUMMARY = "请用一句话写明这条意见。"
NO_REASON = "请写明理由：采纳的写怎样修改，没有采纳的写为什么。"
NO_DECISION = "请选采纳、部分采纳或者不采纳。"
NO_PASSAGE = "草案里没有这一条，请从列表里选。"
NOT_EMPTY = "这条归并意见里还有意见。请先移出，或者并入另一条。"
NAMES_SOMEBODY = "这句话会公布。请不要写姓名、电话、住址。"
ITSELF = "请选另外一条归并意见。"
_opinion, _link, _case, _comment = table_of(Opinion), table_of(OpinionComment), table_of(Case), table_of(Comment)


def make(work: Work, period_id: int, anchor: str, summary: str, comment_ids: Collection[int] = ()) -> Opinion:
    """Make an opinion about a passage, "" the whole, with the comments that make this point.

    Raises InputRefused for its words or comments, NotPermitted, TransitionRefused outside of the time for sorting.
    """
    period = _locked(work, period_id, Act.SORT_OPINIONS)
    opinion = _new(work, period, anchor, summary)
    ids = _insert(work, period, opinion, comment_ids) if comment_ids else []
    _record(work, period, opinion, "made", comments=ids)
    return opinion


def reword(work: Work, period_id: int, opinion_id: int, summary: str) -> None:
    """Put an opinion in other words. Raises as `make`, and NotFound."""
    period, opinion = _opened(work, period_id, opinion_id)
    opinion.summary = _summary(work, period, summary)
    _record(work, period, opinion, "reworded")


def put_in(work: Work, period_id: int, opinion_id: int, comment_ids: Collection[int]) -> int:
    """Put comments into an opinion and return how many were not in it yet; one comment may stand in several.

    Raises InputRefused for none, for too many, and for one that cannot be sorted any more.
    """
    period, opinion = _opened(work, period_id, opinion_id)
    added = _insert(work, period, opinion, comment_ids)
    _record(work, period, opinion, "put", comments=added)
    return len(added)


def put_alike(work: Work, period_id: int, opinion_id: int, anchor: str, first_id: int) -> int:
    """Put all comments on a passage that are nearly the same as `first_id` into an opinion; return how many are new.

    Raises InputRefused for a passage that the draft has not, and as `make`.
    """
    period, opinion = _opened(work, period_id, opinion_id)
    _anchor(work, period_id, anchor)
    there = select(_link.c.comment_id).where(_link.c.opinion_id == opinion.id)
    connection = work.session.connection()
    ids = connection.execute(
        select(_comment.c.case_id).join(_case, _case.c.id == _comment.c.case_id).where(
            _comment.c.period_id == period_id, _comment.c.anchor == anchor,
            or_(_comment.c.alike_id == first_id, _comment.c.case_id == first_id),
            _case.c.state.in_(SORTABLE), _comment.c.case_id.not_in(there))).scalars().all()
    if ids:
        connection.execute(insert(_link), [{"opinion_id": opinion.id, "comment_id": one} for one in ids])
    _record(work, period, opinion, "put_alike", alike=first_id, anchor=anchor, count=len(ids))
    return len(ids)


def take_out(work: Work, period_id: int, opinion_id: int, comment_ids: Collection[int]) -> None:
    """Take comments out of an opinion; they are unsorted again unless they stand in another. Raises as `put_in`."""
    period, opinion = _opened(work, period_id, opinion_id)
    ids = _few(comment_ids)
    _remove(work, opinion, ids)
    _record(work, period, opinion, "taken", comments=ids)


def merge(work: Work, period_id: int, into_id: int, other_ids: Collection[int]) -> Opinion:
    """Merge other opinions into one, whose words stay; what they decided otherwise has to be decided anew.

    Raises InputRefused for an opinion with itself, NotFound, and as `make`.
    """
    period, opinion = _opened(work, period_id, into_id)
    others = [_found(work, period_id, other_id) for other_id in dict.fromkeys(other_ids)]
    if not others or opinion in others:
        raise InputRefused(ITSELF, "into")
    if any(other.decision is not None and other.decision != opinion.decision for other in others):
        _open_again(opinion)
    ids = [other.id for other in others]
    there = select(_link.c.comment_id).where(_link.c.opinion_id == opinion.id)
    work.session.connection().execute(insert(_link).from_select(
        ["opinion_id", "comment_id"],
        select(literal(opinion.id), _link.c.comment_id).distinct()
        .where(_link.c.opinion_id.in_(ids), _link.c.comment_id.not_in(there))))
    _drop(work, ids)
    _record(work, period, opinion, "merged", others=ids)
    return opinion


def split(work: Work, period_id: int, opinion_id: int, comment_ids: Collection[int], summary: str) -> Opinion:
    """Make a new opinion of some comments of another, next to it and undecided. Raises as `make`, and NotFound."""
    period, opinion = _opened(work, period_id, opinion_id)
    ids = _few(comment_ids)
    made = _new(work, period, opinion.anchor, summary)
    _remove(work, opinion, ids)
    _insert(work, period, made, ids)
    _order(work, period_id, made, opinion.id)
    _record(work, period, made, "split", source=opinion.id, comments=ids)
    return made


def move(work: Work, period_id: int, opinion_id: int, anchor: str, after_id: int = 0) -> None:
    """Move an opinion to a passage, behind another opinion there; 0 is the first place. Raises as `make`, NotFound."""
    period, opinion = _opened(work, period_id, opinion_id)
    opinion.anchor = _anchor(work, period_id, anchor)
    _order(work, period_id, opinion, after_id)
    _record(work, period, opinion, "moved", anchor=opinion.anchor)


def remove(work: Work, period_id: int, opinion_id: int) -> str:
    """Take an opinion away that no comment makes any more, and return the anchor of its passage.

    Raises InputRefused while there is one, NotFound.
    """
    period, opinion = _opened(work, period_id, opinion_id)
    if work.session.scalar(select(OpinionComment.comment_id).where(
            OpinionComment.opinion_id == opinion_id).limit(1)) is not None:
        raise InputRefused(NOT_EMPTY)
    anchor = opinion.anchor
    _record(work, period, opinion, "removed")
    _drop(work, [opinion_id])
    return anchor


def forget(work: Work, comment_id: int) -> None:
    """Take a comment out of every opinion, because its writer says something else now; the caller holds its period."""
    work.session.execute(delete(OpinionComment).where(OpinionComment.comment_id == comment_id))


def decide(work: Work, period_id: int, opinion_id: int, decision: str, reason: str) -> None:
    """Decide whether an opinion is adopted, always with the reason (security.md C3); deciding again replaces it.

    The reason is published, and goes to everybody who made the point. Raises InputRefused that names the field,
    NotFound, NotPermitted, TransitionRefused.
    """
    decide_all(work, period_id, [opinion_id], decision, reason)


def decide_all(work: Work, period_id: int, opinion_ids: Collection[int], decision: str, reason: str) -> None:
    """Decide several opinions in the same way, for the same reason. Raises as `decide`, and InputRefused for none."""
    period = _locked(work, period_id, Act.DECIDE_ADOPTION)
    if not opinion_ids:
        raise InputRefused(NO_OPINIONS)
    found = [_found(work, period_id, opinion_id) for opinion_id in dict.fromkeys(opinion_ids)]
    if decision not in list(Adoption):
        raise InputRefused(NO_DECISION, "decision")
    words = within(storable(reason, "reason", "理由"), REASON_CHARACTERS, "reason", "理由").strip()
    if not words:
        raise InputRefused(NO_REASON, "reason")
    _about_nobody(work, period, words, "reason")
    for opinion in found:
        opinion.decision, opinion.reason = decision, words
        opinion.decided_by, opinion.decided_at = work.actor.id, work.now
        events.record(work, period, Act.DECIDE_ADOPTION, {"opinion": opinion.id, "decision": decision})


def _locked(work: Work, period_id: int, act: Act) -> CommentPeriod:
    period = locking.lock_period(work.session, period_id)
    period.state = cases.require(work, period, act)
    return period


def _opened(work: Work, period_id: int, opinion_id: int) -> tuple[CommentPeriod, Opinion]:
    period = _locked(work, period_id, Act.SORT_OPINIONS)
    return period, _found(work, period_id, opinion_id)


def _found(work: Work, period_id: int, opinion_id: int) -> Opinion:
    opinion = work.session.get(Opinion, opinion_id, populate_existing=True)
    if opinion is None or opinion.period_id != period_id:
        raise NotFound(GONE)
    return opinion


def _new(work: Work, period: CommentPeriod, anchor: str, summary: str) -> Opinion:
    where = _anchor(work, period.id, anchor)
    last = work.session.scalar(select(func.max(Opinion.place)).where(
        Opinion.period_id == period.id, Opinion.anchor == where)) or 0
    opinion = Opinion(period_id=period.id, anchor=where, place=last + 1, summary=_summary(work, period, summary),
                      made_by=work.actor.id, made_at=work.now, reason="")
    work.session.add(opinion)
    work.session.flush()  # comments and the record name it by its id
    return opinion


def _insert(work: Work, period: CommentPeriod, opinion: Opinion, comment_ids: Iterable[int]) -> list[int]:
    """Put comments in and return those that were not there. Raises InputRefused for one that cannot be sorted."""
    ids = _few(comment_ids)
    connection = work.session.connection()
    known = set(connection.execute(
        select(_comment.c.case_id).join(_case, _case.c.id == _comment.c.case_id)
        .where(_comment.c.case_id.in_(ids), _comment.c.period_id == period.id,
               _case.c.state.in_(SORTABLE))).scalars())
    if len(known) < len(ids):
        raise InputRefused(NOT_SORTABLE, "comments")
    there = set(connection.execute(
        select(_link.c.comment_id).where(_link.c.opinion_id == opinion.id, _link.c.comment_id.in_(ids))).scalars())
    fresh = [one for one in ids if one not in there]
    if fresh:
        connection.execute(insert(_link), [{"opinion_id": opinion.id, "comment_id": one} for one in fresh])
    return fresh


def _remove(work: Work, opinion: Opinion, ids: Sequence[int]) -> None:
    work.session.connection().execute(
        delete(_link).where(_link.c.opinion_id == opinion.id, _link.c.comment_id.in_(ids)))


def _drop(work: Work, opinion_ids: Sequence[int]) -> None:
    work.session.execute(delete(OpinionComment).where(OpinionComment.opinion_id.in_(opinion_ids)))
    work.session.execute(delete(Opinion).where(Opinion.id.in_(opinion_ids)))


def _order(work: Work, period_id: int, opinion: Opinion, after_id: int) -> None:
    """Number the opinions of a passage anew with this one behind another, at the head for 0."""
    others = [one for one in work.session.scalars(
        select(Opinion).where(Opinion.period_id == period_id, Opinion.anchor == opinion.anchor)
        .order_by(Opinion.place, Opinion.id)) if one.id != opinion.id]
    place = next((place for place, one in enumerate(others, 1) if one.id == after_id), 0)
    for number, one in enumerate([*others[:place], opinion, *others[place:]], 1):
        if one.place != number:
            one.place = number


def _open_again(opinion: Opinion) -> None:
    opinion.decision, opinion.reason, opinion.decided_by, opinion.decided_at = None, "", None, None


def _few(comment_ids: Iterable[int]) -> list[int]:
    ids = sorted(set(comment_ids))
    if not ids:
        raise InputRefused(NO_COMMENTS, "comments")
    if len(ids) > MOST_AT_ONCE:
        raise InputRefused(TOO_MANY, "comments")
    return ids


def _anchor(work: Work, period_id: int, anchor: str) -> str:
    if anchor not in adoption.passages(work.session, period_id):
        raise InputRefused(NO_PASSAGE, "anchor")
    return anchor


def _summary(work: Work, period: CommentPeriod, typed: str) -> str:
    words = " ".join(within(storable(typed, "summary", "意见"), SUMMARY_CHARACTERS, "summary", "意见").split())
    if not words:
        raise InputRefused(NO_SUMMARY, "summary")
    return _about_nobody(work, period, words, "summary")


def _about_nobody(work: Work, period: CommentPeriod, words: str, field: str) -> str:
    """Return words that will be published. Raises InputRefused when they tell who somebody is."""
    if redaction_edits.names_somebody(work, period.id, words):
        raise InputRefused(NAMES_SOMEBODY, field)
    return words


def _record(work: Work, period: CommentPeriod, opinion: Opinion, did: str, **more: object) -> None:
    events.record(work, period, Act.SORT_OPINIONS, {"opinion": opinion.id, "did": did, **more})
