"""Strict reading: real symbols of every family, what is refused and why, and the rules that hold for all."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.un import bodies
from analysis.un.symbols import Kind, Reason, SymbolError, parse

GA, SC, ECOSOC = "general-assembly", "security-council", "economic-and-social-council"
HRC, CHR, CCPCJ = (
    "human-rights-council",
    "commission-on-human-rights",
    "commission-on-crime-prevention-and-criminal-justice",
)
ECE, UNEP, SECRETARIAT = "economic-commission-for-europe", "united-nations-environment-programme", "secretariat"
AD_HOC, CONFERENCE = "general-assembly-ad-hoc-committee", "general-assembly-conference"

REAL = [
    # the General Assembly before its 31st session: Roman sessions in brackets
    ("A/RES/3515(XXX)", GA, "30", "resolution", 3515, None, ()),
    ("A/RES/217(III)[A]", GA, "3", "resolution", 217, "A", ()),
    ("A/RES/118(II)", GA, "2", "resolution", 118, None, ()),
    ("A/RES/2252(ES-V)", GA, "ES-5", "resolution", 2252, None, ()),
    ("A/RES/3362(S-VII)", GA, "S-7", "resolution", 3362, None, ()),
    ("A/PV.2443", GA, None, "verbatim-record", 2443, None, ()),
    ("A/47", GA, None, "document", 47, None, ()),  # a serial document of 1946, not the 47th session
    ("A/482/Corr.1", GA, None, "document", 482, None, ("Corr.1",)),
    ("A/520/Rev.20", GA, None, "document", 520, None, ("Rev.20",)),  # the rules of procedure
    ("A/INF/136", GA, None, "information", 136, None, ()),
    ("A/C.3/L.1384", "third-committee", None, "draft", 1384, None, ()),
    ("A/C.3/L.2010/Rev.1", "third-committee", "28", "draft", 2010, None, ("Rev.1",)),  # a serial run on record
    # and since
    ("A/RES/61/180", GA, "61", "resolution", 180, None, ()),
    ("A/RES/48/75 A", GA, "48", "resolution", 75, "A", ()),
    ("A/RES/80/236 A-B", GA, "80", "resolution", 236, "A-B", ()),
    ("A/RES/S-20/2", GA, "S-20", "resolution", 2, None, ()),
    ("A/RES/ES-10/15", GA, "ES-10", "resolution", 15, None, ()),
    ("A/DEC/77/408", GA, "77", "decision", 408, None, ()),
    ("A/DEC/60/502 B", GA, "60", "decision", 502, "B", ()),
    ("A/65/497", GA, "65", "document", 497, None, ()),
    ("A/48/7/Add.14", GA, "48", "document", 7, None, ("Add.14",)),
    ("A/32/34 (Part I)", GA, "32", "document", 34, None, ("Part I",)),
    ("A/64/L.64", GA, "64", "draft", 64, None, ()),
    ("A/ES-10/L.25/Rev.1", GA, "ES-10", "draft", 25, None, ("Rev.1",)),
    ("A/64/PV.109", GA, "64", "verbatim-record", 109, None, ()),
    ("A/INF/71/1", GA, "71", "information", 1, None, ()),
    ("A/BUR/61/1", "general-committee", "61", "document", 1, None, ()),
    ("A/C.3/63/L.20/Rev.1", "third-committee", "63", "draft", 20, None, ("Rev.1",)),
    ("A/C.3/61/SR.40", "third-committee", "61", "summary-record", 40, None, ()),
    ("A/C.6/43/SC/CRP.3", "sixth-committee", "43", "conference-room-paper", 3, None, ()),
    ("A/C.5/43/46/Add.1", "fifth-committee", "43", "document", 46, None, ("Add.1",)),
    ("A/SPC/47/L.15", "special-political-committee", "47", "draft", 15, None, ()),
    ("A/S-11/14", GA, "S-11", "document", 14, None, ()),
    ("A/S-10/AC.1/9", AD_HOC, "S-10", "document", 9, None, ()),
    ("A/AC.42/7", AD_HOC, None, "document", 7, None, ()),
    ("A/AC.292/2024/INF/5", AD_HOC, None, "information", 5, None, ()),
    ("A/CONF.169/L.2/Rev.2", CONFERENCE, "1995", "draft", 2, None, ("Rev.2",)),
    ("A/CONF.121/IPM/1", CONFERENCE, "1985", "document", 1, None, ()),
    # the Security Council: its session is the year less 1945
    ("S/RES/2331 (2016)", SC, "71", "resolution", 2331, None, ()),
    ("S/PRST/2004/36", SC, "59", "presidential-statement", 36, None, ()),
    ("S/2015/562", SC, "70", "document", 562, None, ()),
    ("S/2019/858/Corr.1", SC, "74", "document", 858, None, ("Corr.1",)),
    ("S/12410", SC, None, "document", 12410, None, ()),
    ("S/PV.3745 (Resumption 1)", SC, None, "verbatim-record", 3745, None, ("Resumption 1",)),
    ("S/PV.3046 (Resumption)", SC, None, "verbatim-record", 3046, None, ("Resumption",)),
    ("S/AC.44/2004/(02)/1", "security-council-committee", None, "document", 1, None, ()),
    ("ICCD/COP(10)/31", "united-nations-convention-to-combat-desertification", None, "document", 31, None, ()),
    ("S/Agenda/8979", SC, None, "document", 8979, None, ()),
    # the Economic and Social Council; 2011 looks like a year and is a number
    ("E/RES/2011(LXI)", ECOSOC, "61", "resolution", 2011, None, ()),
    ("E/RES/36(IV)", ECOSOC, "4", "resolution", 36, None, ()),
    ("E/RES/2008/33", ECOSOC, "2008", "resolution", 33, None, ()),
    ("E/2008/33", ECOSOC, "2008", "document", 33, None, ()),
    ("E/2013/L.32", ECOSOC, "2013", "draft", 32, None, ()),
    ("E/1993/C.1/L.5", ECOSOC, "1993", "draft", 5, None, ()),
    ("E/HLS/2016/1", ECOSOC, "2016", "document", 1, None, ()),
    ("E/4735/Add.1", ECOSOC, None, "document", 4735, None, ("Add.1",)),
    ("E/NL.1959/68", ECOSOC, None, "document", 68, None, ()),
    ("E/INCB/26/Supp.5", "international-narcotics-control-board", None, "document", 26, None, ("Supp.5",)),
    # its commissions: the year tells the session
    ("E/CN.15/2013/L.5", CCPCJ, "22", "draft", 5, None, ()),
    ("E/CN.7/2022/L.1/Add.1", "commission-on-narcotic-drugs", "65", "draft", 1, None, ("Add.1",)),
    ("E/CN.7/1990/L.2", "commission-on-narcotic-drugs", "S-11", "draft", 2, None, ()),  # even years: special
    ("E/CN.6/2008/L.2/Rev.1", "commission-on-the-status-of-women", "52", "draft", 2, None, ("Rev.1",)),
    ("E/CN.6/1986/L.1", "commission-on-the-status-of-women", "31", "draft", 1, None, ()),  # every second year
    ("E/CN.6/1987/L.1", "commission-on-the-status-of-women", None, "draft", 1, None, ()),  # no rule for 1987
    ("E/CN.4/1982/SR.62", CHR, "38", "summary-record", 62, None, ()),
    # a rough rule calls this session 1982; the Commission's resolution 1995/25 is of its 51st session
    ("E/CN.4/RES/1982/28", CHR, "38", "resolution", 28, None, ()),
    ("E/CN.4/RES/12(XIV)", CHR, "14", "resolution", 12, None, ()),
    ("E/CN.4/RES/VIII(X)", CHR, "10", "resolution", 8, None, ()),
    ("E/CN.4/RES/E(VI)", CHR, "6", "resolution", None, "E", ()),
    ("E/CN.4/RES/(X)", CHR, "10", "resolution", None, None, ()),
    ("E/CN.4/DEC/1982", CHR, "38", "decision", None, None, ()),  # an act without a number
    ("E/CN.4/RES/1992/S-2/1", CHR, "S-2", "resolution", 1, None, ()),
    ("E/CN.4/S-4/L.1", CHR, "S-4", "draft", 1, None, ()),
    ("E/CN.4/L.1551", CHR, "37", "draft", 1551, None, ()),
    ("E/CN.4/L.40/Rev.1", CHR, None, "draft", 40, None, ("Rev.1",)),
    ("E/CN.4/Sub.2/1988/L.3", "sub-commission-on-human-rights", "40", "draft", 3, None, ()),
    # a rough rule calls this session 1988; the Committee's tenth session was in 1988
    ("E/AC.57/1988/NGO/3", "committee-on-crime-prevention-and-control", "10", "ngo-statement", 3, None, ()),
    # the Human Rights Council
    ("A/HRC/RES/17/1", HRC, "17", "resolution", 1, None, ()),
    ("A/HRC/DEC/13/117", HRC, "13", "decision", 117, None, ()),
    ("A/HRC/RES/S-9/1", HRC, "S-9", "resolution", 1, None, ()),
    ("A/HRC/PRST/OS/12/1", HRC, "OS-12", "presidential-statement", 1, None, ()),
    ("A/HRC/DEC/OM/1/102", HRC, "OM-1", "decision", 102, None, ()),
    ("A/HRC/28/L.7/Rev.1", HRC, "28", "draft", 7, None, ("Rev.1",)),
    ("A/HRC/10/R.3", HRC, "10", "restricted", 3, None, ()),
    ("A/HRC/WGAD/2010/1", "human-rights-council-mechanism", "2010", "document", 1, None, ()),
    ("A/HRC/AC/3/2", "human-rights-council-subsidiary-organ", "3", "document", 2, None, ()),
    ("A/HRC/WG.6/8/BLR/1", "universal-periodic-review", "8", "document", 1, None, ()),
    # conferences of parties; a working group before the year has sessions of its own
    ("CTOC/COP/2012/15", "conference-of-the-parties-untoc", "6", "document", 15, None, ()),
    ("CTOC/COP/2016/CRP.5", "conference-of-the-parties-untoc", "8", "conference-room-paper", 5, None, ()),
    ("CTOC/COP/WG.4/2012/3", "conference-of-the-parties-untoc", None, "document", 3, None, ()),
    ("CAC/COSP/2015/1", "conference-of-the-states-parties-uncac", "6", "document", 1, None, ()),
    # programmes, commissions and treaty bodies
    ("UNEP/EA.2/Res.10", UNEP, "2", "resolution", 10, None, ()),
    ("UNEP/GC/SS.XII/3", UNEP, "S-12", "document", 3, None, ()),
    ("UNEP/GCSS.XII/INF/2", UNEP, "S-12", "information", 2, None, ()),
    ("HSP/GC/25/CW/L.2", "habitat-governing-council", "25", "draft", 2, None, ()),
    ("HSP/HA/1/Res.5", "habitat-assembly", "1", "resolution", 5, None, ()),
    ("HS/C/4/L.12", "commission-on-human-settlements", "4", "draft", 12, None, ()),
    ("ECE/TRANS/2012/1", ECE, None, "document", 1, None, ()),
    # WP.15 is a working party, and this its document; a rough rule calls it a working paper
    ("ECE/TRANS/WP.15/AC.1/2014/52", ECE, None, "document", 52, None, ()),
    ("ECE/BATUMI.CONF/2016/2/Add.1", ECE, None, "document", 2, None, ("Add.1",)),
    ("E/ECE/TRANS/505/Rev.3", ECE, None, "document", 505, None, ("Rev.3",)),
    ("CEDAW/SP/1995/L.1", "meeting-of-states-parties-cedaw", "8", "draft", 1, None, ()),
    ("CRC/C/BLR/5-6", "committee-on-the-rights-of-the-child", None, "document", 5, None, ()),  # one combined report
    ("FCCC/SB/2015/INF.3", "united-nations-framework-convention-on-climate-change", None, "information", 3, None, ()),
    ("TD/B/C.4/ISL/L.85", "united-nations-conference-on-trade-and-development", None, "draft", 85, None, ()),
    ("CD/570", "conference-on-disarmament", None, "document", 570, None, ()),
    ("ST/SGB/2019/2", SECRETARIAT, None, "issuance", 2, None, ()),
    ("ST/AI/234/Rev.1", SECRETARIAT, None, "issuance", 234, None, ("Rev.1",)),
    ("ST/SG/AC.10/C.3/84", SECRETARIAT, None, "document", 84, None, ()),
]

REFUSED = [
    ("", Reason.EMPTY, 0),
    ("A" * 121, Reason.TOO_LONG, 120),
    ("AA/78/481", Reason.UNKNOWN_BODY, 0),
    ("GA/10968", Reason.PRESS_RELEASE, 0),
    ("C.257.M.151.1936.XI", Reason.LEAGUE_OF_NATIONS, 0),
    ("GE.69-15412", Reason.JOB_NUMBER, 0),
    ("A/RES/72/BAD", Reason.NO_NUMBER, 9),
    ("A/S-10", Reason.NO_NUMBER, 2),
    ("A", Reason.NO_NUMBER, 1),
    ("A/RES/69/...", Reason.PLACEHOLDER, 9),
    ("A/RES/30/5", Reason.SESSION, 2),  # before the 31st session Roman figures stand in brackets
    ("A/RES/5(XXXI)", Reason.SESSION, 2),
    ("A/RES/5(IIII)", Reason.SESSION, 2),
    ("A/RES/3515", Reason.SESSION, 6),
    ("S/RES/1373", Reason.SESSION, 6),
    ("S/RES/1973", Reason.SESSION, 6),  # a number that looks like a year
    ("E/RES/2011", Reason.SESSION, 6),
    ("S/RES/1/1946", Reason.SESSION, 8),
    ("A/Res/61/180", Reason.MALFORMED, 2),  # one document, one spelling
    ("E/CN.4/SUB.2/1988/L.3", Reason.MALFORMED, 7),
    ("A/HRC/2010/1", Reason.SESSION, 6),
    ("E/CN.4/RES/2013/41", Reason.SESSION, 16),  # the Commission ended in 2006
    ("A/HRC/RES/ES-1/1", Reason.SESSION, 6),
    ("A/res/61/180", Reason.MALFORMED, 2),
    ("A/RES/61/ 180", Reason.NO_NUMBER, 9),
    ("A/C.3/78/L.12/REV.1", Reason.MALFORMED, 14),
    ("A/RES/61/0180", Reason.MALFORMED, 9),
    ("E/CN.4/RES/2004/SR.51", Reason.MALFORMED, 16),  # neither a resolution nor a record
    ("A/RES/61/180/5", Reason.MALFORMED, 9),
    ("A/74/A/74/379", Reason.MALFORMED, 7),
    ("E/CN.4/DEC/1/(XXXV)", Reason.MALFORMED, 13),
    ("S/12710-28", Reason.MALFORMED, 2),  # a range is several symbols
    ("A/RES/٦١/180", Reason.MALFORMED, 6),
    ("A/AC.#/5", Reason.MALFORMED, 2),  # the table's own sign for any number
]


@pytest.mark.parametrize(("text", "reason", "position"), REFUSED)
def test_refusal_says_why_and_where(text: str, reason: Reason, position: int) -> None:
    with pytest.raises(SymbolError) as caught:
        parse(text)
    assert (caught.value.reason, caught.value.position, caught.value.text) == (reason, position, text)


@pytest.mark.parametrize(("text", "body", "session", "kind", "number", "part", "suffixes"), REAL)
def test_real_symbol(
    text: str,
    body: str,
    session: str | None,
    kind: str,
    number: int | None,
    part: str | None,
    suffixes: tuple[str, ...],
) -> None:
    symbol = parse(text)
    found = (symbol.body, symbol.session, symbol.kind, symbol.number, symbol.part, symbol.suffixes)
    assert found == (body, session, kind, number, part, suffixes)
    assert str(symbol) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("S/RES/2225(2015)", "S/RES/2225 (2015)"),
        ("A/RES/118 (II)", "A/RES/118(II)"),
        ("A/RES/61/267B", "A/RES/61/267 B"),
        ("A/RES/53/77[Z]", "A/RES/53/77 Z"),
        ("A/RES/35/130A-B", "A/RES/35/130 A-B"),
        ("A/RES/217 A (III)", "A/RES/217(III)[A]"),
        ("E/CN.4/RES/11C(XXVII)", "E/CN.4/RES/11(XXVII)[C]"),
        ("UNEP/EA.2/RES.10", "UNEP/EA.2/Res.10"),
        ("A/65/456/Add.2(PartII)", "A/65/456/Add.2 (Part II)"),
        ("S/PV.3745(Resumption 1)", "S/PV.3745 (Resumption 1)"),
    ],
)
def test_printed_variants_are_one_document(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert parse(text) == parse(canonical)
    assert hash(parse(text)) == hash(parse(canonical))


def test_symbol_is_not_its_text() -> None:
    assert parse("A/65/497") != "A/65/497"
    with pytest.raises(TypeError):
        sorted([parse("A/65/497"), "A/65/497"])  # type: ignore[type-var]


def test_shelf_order() -> None:
    shelf = [
        "A/47",
        "A/520/Rev.20",
        "A/61/1",
        "A/61/1/Add.2",
        "A/61/1/Add.10",
        "A/61/444",
        "A/64/1",
        "A/C.3/L.1384",
        "A/C.3/39/L.2",
        "A/C.3/63/L.20",
        "A/C.3/63/L.20/Rev.1",
        "A/RES/9(I)",
        "A/RES/217(III)",
        "A/RES/217(III)[A]",
        "A/RES/3515(XXX)",
        "A/RES/48/75",
        "A/RES/48/75 A",
        "A/RES/48/75 B",
        "A/RES/61/18",
        "A/RES/61/180",
        "E/RES/36(IV)",
        "E/RES/2008/33",
        "S/12410",
        "S/2015/562",
        "S/RES/999 (1995)",
        "S/RES/2331 (2016)",
        "S/RES/2331 (2016)/Corr.1",
    ]
    named = [parse(text) for text in shelf]
    order = {symbol: place for place, symbol in enumerate(sorted(named))}
    for group in ("A/4", "A/6", "A/C.3", "A/RES", "E/RES", "S/"):  # within a series, as the list has them
        places = [order[symbol] for symbol in named if symbol.text.startswith(group)]
        assert places == sorted(places), group


def test_kind_and_body_are_closed_lists() -> None:
    for text, *_ in REAL:
        symbol = parse(text)
        assert symbol.body in bodies.table()
        assert symbol.kind in Kind


numbers = st.integers(1, 9999)
sessions = st.integers(31, 99)
years = st.integers(1993, 2030)
suffixes = st.lists(st.sampled_from(["Add.1", "Rev.2", "Corr.1", "Add.12"]), max_size=2).map(
    lambda parts: "".join(f"/{part}" for part in parts)
)
made = st.one_of(
    st.builds("A/RES/{}/{}{}".format, sessions, numbers, st.sampled_from(["", " A", " B", " A-C"])),
    st.builds("A/RES/{}(XXV){}".format, numbers, st.sampled_from(["", "[A]", "[E]"])),
    st.builds(
        "A/C.{}/{}/{}{}{}".format, st.integers(1, 6), sessions, st.sampled_from(["", "L.", "SR."]), numbers, suffixes
    ),
    st.builds("E/CN.{}/{}/L.{}{}".format, st.sampled_from([3, 5, 6, 7, 9, 15]), years, numbers, suffixes),
    st.builds("S/RES/{} ({})".format, numbers, years),
    st.builds("A/HRC/{}/{}{}".format, st.integers(1, 60), numbers, suffixes),
    st.builds("CTOC/COP/{}/{}{}".format, years, numbers, suffixes),
)


@given(made)
def test_parse_undoes_str(text: str) -> None:
    symbol = parse(text)
    assert str(symbol) == text
    assert parse(str(symbol)) == symbol


@given(st.lists(made, min_size=2, max_size=3))
def test_order_is_total(texts: list[str]) -> None:
    first, second = parse(texts[0]), parse(texts[1])
    assert (first < second) + (second < first) + (first == second) == 1
    assert sorted(map(parse, texts)) == sorted(map(parse, reversed(texts)))


pieces = st.sampled_from(
    [*"/.()[]- ASETRLXIV0123456789", "RES", "DEC", "C.3", "Add.", "61", "(XXX)", "S-", "ES-", "…", "٣"]
)


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=200), st.lists(pieces, max_size=14).map("".join), made.map(lambda text: text[::-1])))
@example("A/RES/" + "I" * 60)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        symbol = parse(text)
    except SymbolError as error:
        assert error.reason in Reason
        assert 0 <= error.position <= len(text)
    else:
        assert parse(str(symbol)) == symbol
        assert str(parse(str(symbol))) == str(symbol)
        assert re.fullmatch(r"[\x20-\x7e]+", str(symbol))
