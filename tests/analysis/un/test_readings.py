"""Lenient reading: what people write, what was repaired, and what stays refused."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.un.readings import read
from analysis.un.symbols import Reason, SymbolError, parse

REPAIRED = [
    ("A/res/61/180", "A/RES/61/180", ("case",)),
    ("a/c.3/63/l.20/rev.1", "A/C.3/63/L.20/Rev.1", ("case",)),
    ("A/48/7/ADD.14", "A/48/7/Add.14", ("case",)),
    ("E/CN.4/DEC/7a(XXXI)", "E/CN.4/DEC/7(XXXI)[A]", ("case",)),
    (" A/RES/61/180\t", "A/RES/61/180", ("blank", "wrapping")),
    ("A/RES/61/\u00a0180", "A/RES/61/180", ("blank",)),
    ("A/RES/61/\u200b180", "A/RES/61/180", ("invisible",)),
    ("A/62/L.41/Rev. 1", "A/62/L.41/Rev.1", ("blank",)),
    ("A/RES/ES- 10/17", "A/RES/ES-10/17", ("blank",)),
    ("(A/66/398", "A/66/398", ("wrapping",)),
    ("“A/65/497”.", "A/65/497", ("wrapping",)),
    ("A/65/497)", "A/65/497", ("bracket",)),
    ("A/63/90*", "A/63/90", ("wrapping",)),  # reissued for technical reasons: the same document
    ("A/RES/3515(XXX", "A/RES/3515(XXX)", ("bracket",)),
    ("E/CN.4/RES/5XXXII)", "E/CN.4/RES/5(XXXII)", ("bracket",)),
    ("E/CN.4/RES/II[X]", "E/CN.4/RES/II(X)", ("bracket",)),
    ("E/CN.4/DEC/1/(XXXV)", "E/CN.4/DEC/1(XXXV)", ("separator",)),
    ("E/CN.4/RES7(XXX)", "E/CN.4/RES/7(XXX)", ("separator",)),
    ("E/CN.4/DEC(II)", "E/CN.4/DEC/(II)", ("separator",)),
    ("A/RES58/3", "A/RES/58/3", ("separator",)),
    ("A/HRC/DEC41/102", "A/HRC/DEC/41/102", ("separator",)),
    ("S/PRST2009/9", "S/PRST/2009/9", ("separator",)),
    ("A/C3/39/4", "A/C.3/39/4", ("separator",)),
    ("E/CN.4/L.455./Rev.1", "E/CN.4/L.455/Rev.1", ("separator",)),
    ("E/1979/C.1/L.12?rev.1", "E/1979/C.1/L.12/Rev.1", ("separator", "case")),
    ("A/C.3/307/Rev,1", "A/C.3/307/Rev.1", ("separator",)),
    ("AA/78/481/Add.2", "A/78/481/Add.2", ("doubled",)),
    ("A/RES/61\u00a0/180", "A/RES/61/180", ("blank",)),
    ("S/RES/2331%20(2016)", "S/RES/2331 (2016)", ("blank",)),
    ("A/Res/61/180", "A/RES/61/180", ("case",)),
    ("E/CN.4/SUB.2/1988/L.3", "E/CN.4/Sub.2/1988/L.3", ("case",)),
    ("A/RES/64/178 (", "A/RES/64/178", ("wrapping",)),
    ("UN Doc. A/61/444", "A/61/444", ("wrapping",)),
    ("A/RES/37/100[A", "A/RES/37/100 A", ("bracket",)),
    ("A/RES/217(III[A]", "A/RES/217(III)[A]", ("bracket",)),
    ("A/RES/377(V)A", "A/RES/377(V)[A]", ("bracket",)),
    ("A/RES/35/130 A to C", "A/RES/35/130 A-C", ("dash",)),
    ("A/RES/61/180 (2006)", "A/RES/61/180", ("year",)),
    ("A/74/A/74/379/Add.1", "A/74/379/Add.1", ("doubled",)),
    ("A/HRC/45/L..45", "A/HRC/45/L.45", ("doubled",)),
    ("E/CN.4/L.L.1540", "E/CN.4/L.1540", ("doubled",)),
    ("A/CONF.l57/24 (Part I)", "A/CONF.157/24 (Part I)", ("figure",)),  # scanned: l for 1
    ("E/3254Â", "E/3254", ("mojibake",)),
    ("Ａ/65/497", "A/65/497", ("width",)),
]

SEVERAL = [
    ("A/47/277-S/24111", ["A/47/277", "S/24111"]),
    ("A/64/83/Add.1-E/2009/83/Add.1", ["A/64/83/Add.1", "E/2009/83/Add.1"]),
    ("A/69/488/Add.2 and Corr.1", ["A/69/488/Add.2", "A/69/488/Add.2/Corr.1"]),
    ("A/69/468 AND corr.1", ["A/69/468", "A/69/468/Corr.1"]),
    ("A/55/595 and Corr.1 and 2", ["A/55/595", "A/55/595/Corr.1", "A/55/595/Corr.2"]),
    ("A/66/1, Corr.1 and Add.1", ["A/66/1", "A/66/1/Corr.1", "A/66/1/Add.1"]),
    ("A/C.3/60/L.1/Rev.1 and Rev.1/Add.1", ["A/C.3/60/L.1/Rev.1", "A/C.3/60/L.1/Rev.1/Add.1"]),
    ("A/RES/59/112 A and B", ["A/RES/59/112 A", "A/RES/59/112 B"]),
    ("A/RES/54/96 I and Add.1", ["A/RES/54/96 I", "A/RES/54/96 I/Add.1"]),
    ("A/C.3/L.1384-1386", ["A/C.3/L.1384", "A/C.3/L.1385", "A/C.3/L.1386"]),
    ("S/12710-12", ["S/12710", "S/12711", "S/12712"]),
    ("A/42/7/Add.1-3", ["A/42/7/Add.1", "A/42/7/Add.2", "A/42/7/Add.3"]),
    ("A/42/7/Add.1–Add.3", ["A/42/7/Add.1", "A/42/7/Add.2", "A/42/7/Add.3"]),
    ("A/66/398 /67/497", ["A/66/398", "A/67/497"]),
    ("A/66/398/67/497", ["A/66/398", "A/67/497"]),
    ("A/RES/61/180, A/RES/63/194; A/RES/64/178", ["A/RES/61/180", "A/RES/63/194", "A/RES/64/178"]),
    ("A/RES/61/180 and A/RES/61/180", ["A/RES/61/180"]),
]

REFUSED = [
    ("   ", Reason.EMPTY),
    ("A/RES/68/....", Reason.PLACEHOLDER),
    ("A/48/935-S/…", Reason.PLACEHOLDER),
    ("A/62/..", Reason.PLACEHOLDER),
    ("A/x", Reason.PLACEHOLDER),
    ("A/C.6/GOOD", Reason.NO_NUMBER),
    ("A/66/9-3", Reason.MALFORMED),  # a range must rise
    ("A/66/1-9999", Reason.MALFORMED),  # and be of a sane width
    ("C. 286 (b). M. 174 (b). 1936.XI", Reason.LEAGUE_OF_NATIONS),
    ("O.C./Confidential/18(a) (1)", Reason.LEAGUE_OF_NATIONS),
    ("V/82/21037", Reason.JOB_NUMBER),
    ("GA/10968", Reason.PRESS_RELEASE),
    ("ECE/MP.WH/2/Add.3-EUR/06/5069385/1/Add.3", Reason.UNKNOWN_BODY),  # half of it is not the UN's
    ("x" * 2000, Reason.TOO_LONG),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_cannot_be_read_is_refused_with_a_place_in_the_text(text: str, reason: Reason) -> None:
    with pytest.raises(SymbolError) as caught:
        read(text)
    assert caught.value.reason is reason
    assert caught.value.text == text
    assert 0 <= caught.value.position <= len(text)


@pytest.mark.parametrize(("text", "found"), [("A/61/444, para. 5", "para. 5"), (" A/C.6/GOOD", "GOOD")])
def test_refusal_points_at_what_cannot_be_read(text: str, found: str) -> None:
    with pytest.raises(SymbolError) as caught:
        read(text)
    assert text[caught.value.position :] == found


@pytest.mark.parametrize(("text", "canonical", "repairs"), REPAIRED)
def test_repair_is_made_and_named(text: str, canonical: str, repairs: tuple[str, ...]) -> None:
    reading = read(text)
    assert (str(reading.symbol), reading.repairs) == (canonical, repairs)
    with pytest.raises(SymbolError):
        parse(text)


@pytest.mark.parametrize(("text", "symbols"), SEVERAL)
def test_several_documents_in_one_text(text: str, symbols: list[str]) -> None:
    reading = read(text)
    assert list(map(str, reading.symbols)) == symbols
    assert reading.repairs  # "joint", "list", "range" or "inherited" says how
    if len(symbols) > 1:
        with pytest.raises(SymbolError) as caught:
            _ = reading.symbol
        assert caught.value.reason is Reason.SEVERAL


@pytest.mark.parametrize("text", ["A/RES/61/180", "S/RES/2331(2016)", "A/RES/80/236 A-B", "CRC/C/BLR/5-6"])
def test_what_strict_reading_accepts_needs_no_repair(text: str) -> None:
    assert read(text) == type(read(text))(text, (parse(text),), ())


alphabet = st.sampled_from(
    [*"/.,;-–()[] \u00a0…*AaESlLO0123XIV", " and ", "RES", "Add.", "Corr.1", "A/61/1", "/67/497", "(XXX)"]
)


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=60), st.lists(alphabet, max_size=12).map("".join)))
@example("A/66/1" + "-9" * 300)
@example("A/66/1" + " and 2" * 150)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read(text)
    except SymbolError as error:
        assert error.text == text or error.reason is Reason.TOO_LONG
        assert 0 <= error.position <= len(text)
    else:
        assert reading.symbols
        assert all(parse(str(symbol)) == symbol for symbol in reading.symbols)
        assert len(set(reading.repairs)) == len(reading.repairs)
