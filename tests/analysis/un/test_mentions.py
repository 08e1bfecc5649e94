"""Mentions in running text: real passages, what is no mention, and texts made to be awkward."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.un.mentions import Mention, find


def meaning(mention: Mention) -> str | None:
    return str(mention.symbol) if mention.symbol else mention.citation


PASSAGES = [
    ("press release GA/10968; OC-16/99; Act No. 22/003; the 61/180 ratio; A/B tests; A/RES/69/...; 3/4 of May", []),
    ("see resolution 61/180", [None]),
    ("its resolutions 55/25 of 15 November 2000 and 58/137 of 22 December 2003", ["A/RES/55/25", "A/RES/58/137"]),
    ("resolutions 63/156 and 63/194 of 18 December 2008", ["A/RES/63/156", "A/RES/63/194"]),  # one date for both
    ("resolutions 61/180 and 63/194 of 18 December 2008", [None, "A/RES/63/194"]),  # not for the first
    ("recalls 63/194 of 18 December 2008 as well", ["A/RES/63/194"]),
    ("General Assembly resolution 64/293 of 30 July 2010", ["A/RES/64/293"]),
    ("resolution 61/180 of the General Assembly", ["A/RES/61/180"]),
    ("Economic and Social Council resolution 2008/33", ["E/RES/2008/33"]),
    ("CCPCJ resolution 20/3", ["CCPCJ resolution 20/3"]),
    ("Council resolution 2331 (2016) of 20 December 2016", ["S/RES/2331 (2016)"]),
    ("resolution 56/220 (2001) of 21 December 2001", ["A/RES/56/220"]),  # the year is of no use
    ("resolution 217 A (III) of 10 December 1948", ["A/RES/217(III)[A]"]),
    ("The Human Rights Council took up resolution 64/293 of 30 July 2010", ["A/RES/64/293"]),  # the date knows better
    ("The Commission on Human Rights adopted its resolution 2004/45", ["E/CN.4/RES/2004/45"]),
    ("of 19\u00a0December 2017: resolution 72/195 of 19\u00a0December 2017", ["A/RES/72/195"]),
    ("(A/66/398\n/67/497.", ["A/66/398", "A/67/497"]),
    ("(A/res/61/180)\n. (A/res/64/178 respectively", ["A/RES/61/180", "A/RES/64/178"]),
    ("A/69/488/Add.2 and Corr.1", ["A/69/488/Add.2", "A/69/488/Add.2/Corr.1"]),
    ("in A/47/277-S/24111.", ["A/47/277", "S/24111"]),
    ("A/C.3/78/L.12/Rev. 1, para. 3", ["A/C.3/78/L.12/Rev.1"]),
    ("A/RES/48/75 A of 16 December 1993 and S/RES/2331 (2016)", ["A/RES/48/75 A", "S/RES/2331 (2016)"]),
    ("See A/61/444.The Committee", ["A/61/444"]),
    ("https://undocs.org/A/RES/61/180 and https://docs.un.org/en/S/PRST/2015/25", ["A/RES/61/180", "S/PRST/2015/25"]),
    ("resolution A/RES/61/180", ["A/RES/61/180"]),
    ("resolution 59/112 A and B of 8 December 2004", ["A/RES/59/112 A", "A/RES/59/112 B"]),
    ("resolution 181 A and B (II) of 29 November 1947", ["A/RES/181(II)[A]", "A/RES/181(II)[B]"]),
    ("A/42/7/Add.1-3", ["A/42/7/Add.1", "A/42/7/Add.2", "A/42/7/Add.3"]),
    ("A/66/398 /12/345", ["A/66/398"]),  # no symbol begins A/12/345
    ("A/RES/59/112 A and B", ["A/RES/59/112 A", "A/RES/59/112 B"]),
    ("General Assembly resolution No. 61/180", ["A/RES/61/180"]),
    ("Act No. 22/003 of 5 March 2012; Article 5/3 of 10 May 2010; resolution 61/180/Add.1; Directive 2011/36/EU", []),
    ("A/RES/61\u00a0/180 and A/Res/61/180", ["A/RES/61/180", "A/RES/61/180"]),
    ("AA/78/481/Add.2", ["A/78/481/Add.2"]),
    ("A/RES/61/180 (2006), A/61/444 (2006)", ["A/RES/61/180", "A/61/444"]),
    ("A/RES/217 A (III) or A/RES/217 (III) A", ["A/RES/217(III)[A]", "A/RES/217(III)[A]"]),
    ("A/C.3/L.1384–1386", ["A/C.3/L.1384", "A/C.3/L.1385", "A/C.3/L.1386"]),
    ("A/42/7 and Add.1–Add.2", ["A/42/7", "A/42/7/Add.1", "A/42/7/Add.2"]),
    ("(A/66/398 and /67/497)", ["A/66/398", "A/67/497"]),
    ("resolutions 48/75 A to L of 16 December 1993", ["A/RES/48/75 A-L"]),
    ("GA Res. 61/180; UNSC res. 1373 (2001)", ["A/RES/61/180", "S/RES/1373 (2001)"]),
    ("https://docs.un.org/A/RES/61/180, undocs.org/fr/S/RES/2331%20(2016)", ["A/RES/61/180", "S/RES/2331 (2016)"]),
]


@pytest.mark.parametrize(("text", "meanings"), PASSAGES)
def test_passage(text: str, meanings: list[str | None]) -> None:
    mentions = list(find(text))
    assert [meaning(one) for one in mentions] == meanings
    assert all(text[one.start : one.end] == one.text for one in mentions)


@pytest.mark.parametrize(
    ("text", "confidence", "note"),
    [
        ("A/RES/61/180", 1.0, ""),
        ("A/res/61/180", 0.9, ""),
        ("A/4 paper", 0.4, "a small serial number alone"),
        ("A/69/33797", 0.4, "the figure of a footnote may be glued to the number"),
        ("S/RES/2331 (2016) of 20 December 2015", 0.4, "the date does not fit the session"),
        ("resolution 64/293 of 30 July 2010", 0.9, "body by the date"),
        ("resolution 21/2 of 27 April 2012", 0.0, "ambiguous: several bodies had this session at that date"),
        ("resolution 20/3", 0.0, "ambiguous: no body named and no date"),
        ("resolution 62/242 of 4 March 2007", 0.0, "no body had this session at that date"),
        ("The Crime Commission met. It adopted resolution 20/3", 0.0, "ambiguous: no body named and no date"),
        ("The Crime Commission met and adopted resolution 20/3", 0.6, "body named before, not beside"),
    ],
)
def test_confidence_and_note(text: str, confidence: float, note: str) -> None:
    [mention] = find(text)
    assert (mention.confidence, mention.note) == (confidence, note)


def test_inherited_beginning_is_flagged() -> None:
    first, second = find("A/66/398\n/67/497")
    assert (first.confidence, second.confidence) == (1.0, 0.3)
    assert (first.repairs, second.repairs) == ((), ("blank", "inherited"))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("resolution 64/293 of 30 July 2010", "2010-07-30"),
        ("A/RES/64/293 of July 30, 2010", "2010-07-30"),
        ("resolution 64/293, adopted on 30 July 2010", "2010-07-30"),
        ("resolution 64/293 (30 July, 2010)", "2010-07-30"),
        ("A/RES/61/180 (Dec. 20, 2006)", "2006-12-20"),
        ("resolution 72/195 of 19\u00a0\u200dDecember 2017", "2017-12-19"),
        ("resolution 64/293 of July 2010", "2010-07"),
        ("A/RES/72/256 of 24 December 2107", "2107-12-24"),  # a slip in a UN text, kept as written
        ("A/RES/64/293 of 31 June 2010", None),
        ("A/RES/64/293, adopted", None),
    ],
)
def test_date(text: str, when: str | None) -> None:
    [mention] = find(text)
    assert mention.date == when


def test_citing_body_resolves_its_own_resolutions() -> None:
    [mention] = find("its resolution 61/180", "general-assembly")
    assert meaning(mention) == "A/RES/61/180"


TOKENS = (
    "A/|A/RES/|61/180| of |30 July 2010|resolution |resolutions | and |Council |, |(2016)|/67/497|CCPCJ |2331 |"
    "217 A (III)|\n|.|Corr.1|decision |S-20/2|…|٦١/١٨٠|undocs.org/"
)
words = st.sampled_from(TOKENS.split("|"))


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=80), st.lists(words, max_size=16).map("".join)))
def test_any_text_is_searched(text: str) -> None:
    last = (0, 0)
    for mention in find(text):
        assert mention.start >= last[1] or (mention.start, mention.end) == last
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.confidence <= 1
        assert (meaning(mention) is None) == (mention.confidence == 0)
        last = (mention.start, mention.end)


@pytest.mark.parametrize(
    "unit",
    [
        "A/",
        "A/1",
        "1",
        " ",
        "(",
        "resolution ",
        "1/1, ",
        "A/RES/61/180 and ",
        "/67/497 ",
        "Corr.1 and 2 ",
        "a.",
        "Add.1/",
    ],
)
def test_time_grows_with_the_length_of_the_text_only(unit: str) -> None:
    def seconds(size: int) -> float:
        text = "resolution 1/1 A/66/398" + unit * (size // len(unit))
        start = time.process_time()
        sum(1 for _ in find(text))
        return time.process_time() - start

    seconds(1_000)
    short, long = seconds(20_000), seconds(160_000)
    assert long < 40 * max(short, 0.005)  # eight times the text; quadratic would be 64 times the time
