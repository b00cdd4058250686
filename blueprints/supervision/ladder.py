"""The setting of the ladder: one line per rung, in force from the next day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from rules.actors import Role
from rules.errors import InputRefused
from rules.ladder import KEPT, LIMITS, RUNG_LABELS, Audience, RungName, Step
from services import ladder_terms
from services.ladder_terms import Terms
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
AUDIENCE_WORDS: dict[Audience, str] = {
    Audience.HANDLER: "承办人", Audience.LEAD: "单位负责人", Audience.OFFICE: "信访局登记转办",
    Audience.SUPERVISOR: "信访局督查", Audience.LEADER: "县领导"}


@dataclass(frozen=True)
class Line:
    """One rung on the page; `typed` is what stands in the field."""

    rung: RungName
    typed: str
    is_active: bool
    may_stop: bool
    least: int
    most: int
    counts: str
    told: str
    now: str
    error: str = ""

    @property
    def label(self) -> str:
        return RUNG_LABELS[self.rung]


@staff(Role.SUPERVISOR)
def ladder() -> Answer:
    return _page(current_work())


@staff(Role.SUPERVISOR)
def set_ladder() -> Answer:
    work = current_work()
    since = []
    refusal = attempt(lambda: since.append(ladder_terms.set_ladder(work, _typed())))
    if refusal is not None:
        return _page(work, refusal if isinstance(refusal, InputRefused) else None), status_of(refusal)
    [day] = since
    flash(f"已经存好，{day.month}月{day.day}日起照新的办。" if day else "和现在的一样，没有改动。")
    return redirect(url_for("supervision.ladder"), 303)


def register(blueprint: Blueprint) -> None:
    blueprint.get("/office/ladder")(ladder)
    blueprint.post("/office/ladder")(set_ladder)


def _typed() -> Terms:
    terms = {}
    for rung in LIMITS:
        text = request.form.get(rung.value, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 4):
            raise InputRefused(f"{RUNG_LABELS[rung]}要填整数。", rung.value)
        terms[rung] = (int(text), rung in KEPT or f"{rung.value}-active" in request.form)
    return terms


def _page(work: Work, refused: InputRefused | None = None) -> str:
    tomorrow = work.today + timedelta(days=1)
    now = {step.rung: step for step in work.settings.ladder_steps(work.today)}
    lines = [_line(step, now[step.rung], refused) for step in work.settings.ladder_steps(tomorrow)]
    return render_office("supervision/ladder.html", lines=lines, since=tomorrow, refused=refused)


def _line(step: Step, now: Step, refused: InputRefused | None) -> Line:
    least, most, counts = LIMITS[step.rung]
    typed = request.form.get(step.rung.value, "")[:3] if refused else str(step.offset)
    active = f"{step.rung.value}-active" in request.form if refused else step.is_active
    told = "、".join(AUDIENCE_WORDS[one] for one in Audience if one in step.audience)
    before = "" if now == step else f"今天还是{now.offset}" if now.is_active else "今天还停用"
    return Line(step.rung, typed, active or step.rung in KEPT, step.rung not in KEPT, least, most, counts, told, before,
                refused.message if refused and refused.field == step.rung.value else "")
