from __future__ import annotations

import pytest
from flask import Flask
from wtforms import StringField

from rules.errors import InputRefused
from web.forms import BaseForm, narrowed, stripped


class Sample(BaseForm):
    title = StringField("标题")


@pytest.mark.parametrize(("typed", "line"), [
    pytest.param("１３８－００００", "138-0000", id="full width"), pytest.param(" 138 ", "138", id="blanks around it"),
    pytest.param("李　四", "李　四", id="a name stays"), pytest.param(None, "", id="nothing")])
def test_narrowed_line_has_plain_digits(typed: str | None, line: str) -> None:
    assert narrowed(typed) == line


def test_stripped_line_keeps_what_is_inside() -> None:
    assert stripped("\t林 小舟\u3000") == "林 小舟"


@pytest.mark.parametrize(("field", "at_field", "above"), [
    pytest.param("title", ["改"], [], id="at its field"),
    pytest.param("other", [], ["改"], id="a field that is elsewhere"),
    pytest.param(None, [], ["改"], id="the whole form")])
def test_refusal_is_shown_where_it_belongs(
        app: Flask, field: str | None, at_field: list[str], above: list[str]) -> None:
    with app.test_request_context():
        form = Sample(formdata=None)
        form.refuse(InputRefused("改", field))
        assert (list(form.title.errors), form.form_errors) == (at_field, above)
