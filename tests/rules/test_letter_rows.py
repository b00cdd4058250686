from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import letter_rows
from rules.errors import InputRefused
from rules.vocabulary import CATEGORY_LABELS, Category

NOW = datetime(2026, 11, 24, 2, 42, tzinfo=UTC)
ROW: dict[str, object] = {"text": "路灯坏了。", "time": "2026-11-22 09:30"}
cells = st.none() | st.text(max_size=20) | st.integers() | st.floats() | st.datetimes() | st.dates()


@pytest.mark.parametrize(
    ("time", "instant"),
    [
        ("2026-11-22 09:30", (22, 1, 30)), ("2026-11-22T09:30:00+00:00", (22, 9, 30)), ("2026/11/22 9:30", (22, 1, 30)),
        ("2026年11月22日 09:30", (22, 1, 30)), ("2026-11-22", (21, 16, 0)), ("2026年11月22日", (21, 16, 0)),
        ("2026/11/22", (21, 16, 0)), (" 2026-11-22 ", (21, 16, 0)), (datetime(2026, 11, 22, 9, 30), (22, 1, 30)),
        (date(2026, 11, 22), (21, 16, 0)), ("2026-11-24T02:42:00Z", (24, 2, 42)),
    ],
    ids=str,
)
def test_read_takes_times_as_people_write_them_and_naive_ones_as_china_time(time, instant):
    day, hour, minute = instant
    read = letter_rows.read(ROW | {"time": time}, NOW)
    assert read.received_at == datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "field", "words"),
    [
        ({"text": "  "}, "text", "text是空的"), ({"text": None}, "text", "text是空的"),
        ({"time": ""}, "time", "time是空的"), ({"time": "2026-11-25"}, "time", "还没有到"),
        ({"time": "上个星期"}, "time", "看不出是哪一天"), ({"time": "2026-02-30"}, "time", "看不出是哪一天"),
        ({"time": 45983}, "time", "看不出是哪一天"), ({"time": "0001-01-01"}, "time", "看不出是哪一天"),
        ({"time": "9999-12-31T23:00:00-12:00"}, "time", "看不出是哪一天"),
        ({"reply": "已修好。"}, "reply", "要么都写"), ({"reply_time": "2026-11-23"}, "reply", "要么都写"),
        ({"reply": "好。", "reply_time": "2026-11-21"}, "reply_time", "早于time"),
        ({"reply": "好。", "reply_time": "2026-11-25"}, "reply_time", "还没有到"),
        ({"category": "牢骚"}, "category", "不在类别里"), ({"text": "a\0"}, "text", "认不出的字符"),
        ({"title": "字" * 201}, "title", "多了1个字"), ({"text": "字" * 50_001}, "text", "多了1个字"),
        ({"source_id": "9" * 65}, "source_id", "多了1个字"),
    ],
)
def test_read_refuses_a_row_and_names_the_column(cells, field, words):
    with pytest.raises(InputRefused, match=words) as refused:
        letter_rows.read(ROW | cells, NOW)
    assert refused.value.field == field


@pytest.mark.parametrize("category", Category)
def test_read_takes_a_category_by_slug_and_by_its_chinese_word(category):
    for words in (category.value, CATEGORY_LABELS[category], f" {category.value} "):
        assert letter_rows.read(ROW | {"category": words}, NOW).category is category


def test_read_fills_in_what_is_missing():
    read = letter_rows.read(ROW, NOW)
    assert (read.category, read.mailbox, read.department, read.title) == (Category.CONSULTATION, "", "", "")
    assert (read.reply, read.reply_at, read.source_id) == ("", None, None)


def test_read_keeps_reply_and_its_time_together():
    read = letter_rows.read(ROW | {"reply": "已修好。", "reply_time": "2026-11-23 10:00", "source_id": 17}, NOW)
    assert (read.reply, read.reply_at) == ("已修好。", datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    assert read.source_id == "17"


@given(row=st.fixed_dictionaries({name: cells for name in letter_rows.COLUMNS}))
def test_read_of_any_cells_is_a_letter_or_a_refusal(row):
    try:
        read = letter_rows.read(row, NOW)
    except InputRefused:
        return
    assert read.text
    assert read.received_at <= NOW
