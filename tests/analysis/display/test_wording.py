import datetime as dt
from typing import Any

import pandas as pd
import pytest

from analysis.display.wording import Stated, actor, in_words, plain, say, span


def test_a_field_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("{missing} texts")


def test_a_sentence_and_its_facts_are_one() -> None:
    said = say("{title:title} came back {times:time} in {years} years.", title="Traffic", times=3, years=12)
    assert said.markdown == "“Traffic” came back three times in 12 years."
    assert [(fact.key, fact.value, fact.unit, fact.stated) for fact in said.facts] == [
        ("title", "Traffic", "", "“Traffic”"),
        ("times", 3, "time", "three times"),
        ("years", 12, "", "12"),
    ]


def test_only_what_is_said_is_a_fact() -> None:
    assert [fact.key for fact in say("{a}", a=1, b=2).facts] == ["a"]


def test_an_intervals_ends_are_both_said() -> None:
    said = say("{count:text}", count=(17, 19))
    assert said.markdown == "Between 17 and 19 texts" and said.facts[0].value == "17/19"
    assert say("{count:text}", count=(17, 17)).facts[0].value == 17


@pytest.mark.parametrize("missing", [None, "", pd.NA, float("nan"), pd.NaT])
def test_what_is_missing_is_not_known(missing: Any) -> None:
    said = say("It is {value}, on {value:date}, in {value:symbol}.", value=missing)
    assert said.markdown == "It is not known, on not known, in not known."
    assert said.facts[0].value in (None, "")


def test_values_are_escaped_and_links_are_only_ours() -> None:
    said = say("{text} and {symbol:symbol}", text="[x](javascript:alert) *b*", symbol="A/RES/61/180")
    assert said.markdown.startswith("\\[x\\](javascript:alert) \\*b\\* and [A/RES/61/180](<https://docs.un.org/")
    assert [fact.stated for fact in said.facts] == ["[x](javascript:alert) *b*", "A/RES/61/180"]


def test_a_sentence_begins_with_a_capital_wherever_it_stands() -> None:
    assert say("{a:text}.", "{b:body/bodies} met.", a=2, b=0).markdown == "Two texts. No bodies met."


@pytest.mark.parametrize(
    ("value", "there"),
    [(0, False), (None, False), ([], False), ("", False), ((0, 2), True), ((0, 0), False), (1, True)],
)
def test_a_conditional_sentence_is_said_only_where_there_is_such_a_thing(value: Any, there: bool) -> None:
    said = say("{x?}There is.", "{not x?}There is none.", x=value)
    assert said.markdown == ("There is." if there else "There is none.") and not said.facts


def test_without_what_is_given_the_other_sentence_is_said_instead() -> None:
    assert (
        say("{n} of {who}.", given="n", otherwise="None of {who}.", n=0, who="Belarus").markdown == "None of Belarus."
    )


def test_a_list_a_day_and_bare_digits() -> None:
    said = say("{days:date}; {day}; {year!s}", days=["2006-12-20", "2007"], day=dt.date(2003, 12, 25), year=2010)
    assert said.markdown == "20 December 2006 and 2007; 25 December 2003; 2010"
    assert [fact.value for fact in said.facts] == ["2006-12-20; 2007", "2003-12-25", 2010]


def test_zero_stands_as_none_and_as_no() -> None:
    assert (in_words(0), in_words(0, "text")) == ("none", "no texts")


def test_words_of_their_own_state_no_fact() -> None:
    assert say("{x}", x=Stated(None, "as it stands")).facts == ()
    assert plain(Stated("key", "words")) == "key"


def test_the_years_of_a_span() -> None:
    assert (span(2010, 2010).markdown, span(2005, 2013).markdown) == ("in 2010", "from 2005 to 2013")


@pytest.mark.parametrize(
    ("key", "who"),
    [
        ("BLR", "Belarus"),
        ("PHL", "the Philippines"),
        ("all", "all actors"),
        ("XYZ", "XYZ"),
        ("GA", "the General Assembly"),
    ],
)
def test_the_actor_in_a_sentence(key: str, who: str) -> None:
    rows = [
        ("BLR", "Belarus", None),
        ("PHL", "Philippines", None),
        ("GA", "General Assembly of the United Nations", "General Assembly"),
    ]
    assert actor(pd.DataFrame(rows, columns=["actor_id", "name", "short_name"]), key)["who"] == who
