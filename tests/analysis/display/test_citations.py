import pandas as pd

from analysis.display import citations

GRADES = ["confirmed", "partly", "narrative-only", "unconfirmed"]
KINDS = ["official-record", "un-press-release", "news", "narrative"]


def sources() -> pd.DataFrame:
    rows = [
        ("record", "A/61/PV.82, verbatim record", "United Nations", "official-record", "A/61/PV.82", None),
        (
            "press",
            "United Nations, release GA/10968",
            "United Nations",
            "un-press-release",
            None,
            "https://press.un.org/x",
        ),
        ("news", "Item", "BelTA", "news", None, "https://belta.example/1"),
        ("account", "Human Trafficking", "A ministry", "narrative", None, None),
    ]
    frame = pd.DataFrame(rows, columns=["source_id", "title", "publisher", "kind", "symbol", "url"])
    return frame.assign(kind=pd.Categorical(frame["kind"], KINDS, ordered=True))


def evidence(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """Citations from (object, grade, source)."""
    frame = pd.DataFrame(rows, columns=["object_id", "grade", "source_id"])
    frame = frame.assign(
        object_table="documents", field=None, grade=pd.Categorical(frame["grade"], GRADES, ordered=True)
    )
    return citations.evidence(frame, sources())


def rows(*keys: str) -> pd.DataFrame:
    return pd.DataFrame({"object_table": "documents", "object_id": list(keys)})


def test_rows_without_citations_have_no_source() -> None:
    known = evidence(("A", "confirmed", "press"), ("B", "unconfirmed", None))
    assert citations.sources(rows("B", "Z"), known) == ()
    assert citations.first_source(rows("B", "Z"), known) == [None, None]


def test_the_best_grade_comes_first_then_the_most_official_source() -> None:
    known = evidence(
        ("A", "partly", "record"), ("A", "confirmed", "news"), ("B", "confirmed", "news"), ("B", "confirmed", "press")
    )
    found = [source.source_id if source else "" for source in citations.first_source(rows("A", "B"), known)]
    assert found == ["news", "press"]


def test_a_publisher_is_named_once_and_a_symbol_is_linked() -> None:
    known = evidence(("A", "confirmed", "record"), ("B", "confirmed", "press"), ("C", "confirmed", "account"))
    record, press, account = (source for source in citations.first_source(rows("A", "B", "C"), known) if source)
    assert record.text == "United Nations, A/61/PV.82, verbatim record"
    assert record.href == "https://docs.un.org/en/A/61/PV.82"
    assert press.text == "United Nations, release GA/10968"
    assert account.href == ""


def test_a_caption_names_the_sources_of_the_rows_drawn_and_how_many_more() -> None:
    known = evidence(
        ("A", "confirmed", "press"),
        ("B", "confirmed", "press"),
        ("C", "confirmed", "news"),
        ("D", "confirmed", "record"),
    )
    found = citations.sources(rows("A", "B", "C", "D"), known, shown=1)
    assert [source.text for source in found] == [
        "United Nations, release GA/10968",
        "and 2 more, named row by row in the data",
    ]
    assert [source.source_id for source in citations.sources(rows("C"), known)] == ["news"]


def test_every_source_of_the_rows_is_weighed() -> None:
    known = evidence(("A", "confirmed", "press"), ("A", "partly", "news"), ("B", "confirmed", "news"))
    found = citations.ranked_sources(rows("A", "B"), known)
    assert found[["source_id", "rows"]].to_numpy().tolist() == [["news", 2], ["press", 1]]


def test_rows_that_name_their_own_source_have_that_one() -> None:
    stated = rows("s1").assign(object_table="statements", source_id="news")
    assert [source.text for source in citations.sources(stated, evidence(("A", "confirmed", "press")))] == [
        "BelTA, Item"
    ]


def test_what_is_no_symbol_has_no_address() -> None:
    assert (
        citations.address("CCPCJ resolution 20/3") == citations.address(None) == citations.address(float("nan")) == ""
    )
