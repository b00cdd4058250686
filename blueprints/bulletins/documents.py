from __future__ import annotations

import json

from flask import Response, request

from blueprints.bulletins.area import blueprint
from blueprints.bulletins.pages import examples_of, issued
from queries import public_digests
from queries.bulletins import BulletinRow
from rules.digest_body import DigestKind
from rules.errors import NotFound
from services import open_data, public_papers
from web.access import public
from web.page_cache import shared
from web.unit_of_work import current_work

NOT_YET = "这份通报的红头文件正在生成，请过几分钟再下载。网页上的内容和它相同。"
QUOTES = "这份红头文件里引用的来信已经撤下，文件不再提供下载。网页上有其余全部内容。"
MEDIA = {"csv": "text/csv", "json": "application/json", "pdf": "application/pdf",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.get("/bulletins/<period>/<int:version>.<any(csv, json, xlsx):kind>")
@public
@shared
def figures_file(period: str, version: int, kind: str) -> Response:
    """The figures of a bulletin in public form."""
    row = issued(period, version)
    return as_file(_content(row, kind), kind, f"bulletin-{row.period.text}-{row.version}.{kind}")


@blueprint.get("/bulletins/<period>/<int:version>.pdf")
@public
def document(period: str, version: int) -> Response:
    """The paper with the red head, as it was issued."""
    row = issued(period, version)
    if any(one.is_withdrawn for one in examples_of(row)):
        raise NotFound(QUOTES)
    kept = public_digests.document(current_work().session, row.id)
    if kept is None:
        raise NotFound(NOT_YET)
    answer = as_file(public_papers.content(kept), "pdf", f"bulletin-{row.period.text}-{row.version}.pdf")
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(kept.digest)
    answer.make_conditional(request)
    return answer


def _content(row: BulletinRow, kind: str) -> bytes:
    session = current_work().session
    figures = public_digests.figures_of(session, public_digests.body_of(session, row.id))
    if kind == "csv":
        return open_data.csv_file([figures])
    if kind == "xlsx":
        return open_data.xlsx_file(figures)
    head = public_digests.head(session, DigestKind.QUARTERLY, row.period.text, row.version)
    if head is None:
        raise NotFound()
    return json.dumps(open_data.digest_json(head, figures, row.text), ensure_ascii=False, default=str).encode()


def as_file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=MEDIA[kind])
    place = "inline" if kind in ("json", "pdf") else "attachment"
    answer.headers["Content-Disposition"] = f'{place}; filename="{name}"'
    return answer
