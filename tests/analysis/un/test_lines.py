"""Records for the commands: keys, errors in bulk, and streaming."""

import csv
import io
import json
from collections.abc import Iterator

import pytest

from analysis.un import dates, lines


def test_unread_line_is_a_record_with_the_reason() -> None:
    [record] = lines.of_symbols(["A/RES/72/BAD\n"])
    assert record == {
        "input": "A/RES/72/BAD",
        "error": "no document number at character 9 ('BAD') of 'A/RES/72/BAD'",
        "reason": "no-number",
        "position": 9,
    }


def test_symbol_record() -> None:
    [record] = lines.of_symbols(["A/C.3/78/L.12/Rev. 1\r\n"])
    assert record == {
        "input": "A/C.3/78/L.12/Rev. 1",
        "canonical": "A/C.3/78/L.12/Rev.1",
        "body": "third-committee",
        "session": "78",
        "kind": "draft",
        "number": 12,
        "part": None,
        "suffixes": ["Rev.1"],
        "repairs": ["blank"],
        "link": "https://docs.un.org/en/A/C.3/78/L.12/Rev.1",
    }


def test_strict_repairs_nothing() -> None:
    records = list(lines.of_symbols(["A/RES/61/180", "A/res/61/180", "A/47/277-S/24111"], strict=True))
    assert ["error" in record for record in records] == [False, True, True]


def test_mark_at_the_head_of_a_file_is_no_part_of_the_symbol() -> None:
    [record] = lines.of_symbols(["\ufeffA/RES/61/180\r\n"], strict=True)
    assert (record["input"], record["canonical"]) == ("A/RES/61/180", "A/RES/61/180")


def test_joint_symbols_are_a_list() -> None:
    [record] = lines.of_symbols(["A/47/277-S/24111"])
    assert [one["canonical"] for one in record["symbols"]] == ["A/47/277", "S/24111"]
    assert set(record) == {"input", "symbols"}


def test_lines_are_read_as_they_come_and_blank_ones_passed_over() -> None:
    def endless() -> Iterator[str]:
        while True:
            yield from ("\n", "A/RES/61/180\n")

    records = lines.of_symbols(endless())
    assert [next(records)["number"] for _ in range(3)] == [180, 180, 180]


def test_mention_record() -> None:
    [record] = lines.of_mentions("See resolution 20/3 of 15 April 2011.")
    assert tuple(record) == lines.MENTION_KEYS
    assert (record["start"], record["end"], record["text"]) == (15, 19, "20/3")
    assert (record["symbol"], record["citation"], record["date"]) == (None, "CCPCJ resolution 20/3", "2011-04-15")


def test_sessions_of_a_day() -> None:
    records = list(lines.of_sessions("2010-07-30"))
    assert {tuple(record) for record in records} == {lines.SESSION_KEYS}
    found = {(record["body"], record["session"]) for record in records}
    assert {("general-assembly", "64"), ("economic-and-social-council", "2010")} <= found


@pytest.mark.parametrize("day", ["2010-07", "today", "2010-07-30~x"])
def test_a_day_is_asked_for(day: str) -> None:
    with pytest.raises(dates.DateError):
        list(lines.of_sessions(day))


def test_records_fit_json_and_csv() -> None:
    texts = ["A/res/61/180", "A/47/277-S/24111", "A/C.6/GOOD"]
    records = list(lines.of_symbols(texts))
    assert [json.loads(json.dumps(record)) for record in records] == records
    stream = io.StringIO()
    writer = csv.DictWriter(stream, lines.SYMBOL_KEYS)
    writer.writeheader()
    writer.writerows(lines.csv_row(record, lines.SYMBOL_KEYS) for record in records)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue())))
    assert [row["input"] for row in rows] == texts
    assert [row["repairs"] for row in rows] == ["case", "", ""]
    assert json.loads(rows[1]["symbols"])[1]["canonical"] == "S/24111"
