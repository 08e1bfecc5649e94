"""What is kept: found again only for the same inputs, and never when it was damaged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.keep.cache import Store
from publisher.keep.session import held

ROOT = Path(__file__).parents[3]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with held(tmp_path) as session:
        yield Store(session)


def test_a_result_is_found_again_only_for_the_same_tables(store: Store) -> None:
    now = {"documents": "d1", "roles": "r1"}
    store.keep_result("key", b"first", {"documents": "d1"})
    assert store.result("key", now.__getitem__) == (b"first", {"documents": "d1"})
    assert store.result("key", {**now, "roles": "r2"}.__getitem__) == (b"first", {"documents": "d1"})
    assert store.result("key", {**now, "documents": "d2"}.__getitem__) is None
    assert store.result("other", now.__getitem__) is None
    store.keep_result("key", b"second", {"documents": "d2"})
    assert store.result("key", now.__getitem__) == (b"first", {"documents": "d1"})  # reverted: nothing runs again


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_table_runs_again_just_the_chapters_that_load_it(store: Store, notebook: Path) -> None:
    tables = [path.stem for path in (ROOT / "data").glob("*.csv")]
    now = {table: f"{table}-1" for table in tables}
    loaded = {table for table in tables if f'\\"{table}\\"' in notebook.read_text(encoding="utf-8")}
    store.keep_result("key", b"x", {table: now[table] for table in loaded})
    runs = {table for table in tables if store.result("key", {**now, table: f"{table}-2"}.__getitem__) is None}
    assert loaded
    assert runs == loaded


@pytest.mark.parametrize("damage", [b"", b"{", b"\n", None])
def test_what_was_damaged_counts_as_absent(tmp_path: Path, store: Store, damage: bytes | None) -> None:
    store.keep_result("key", b"notebook", {"documents": "d1"})
    store.keep_note("state/edition", {"since": "2013-12-31"})
    assert store.rendered("page", lambda: b"page") == b"page"
    files = [path for path in (tmp_path / ".store").rglob("*") if path.is_file()]
    assert len(files) == 4
    for path in files:
        path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
    assert store.result("key", {"documents": "d1"}.__getitem__) is None
    assert store.note("state/edition") == {}
    assert store.rendered("page", lambda: b"made again") == b"made again"


def test_a_rendering_is_made_once(store: Store) -> None:
    made: list[int] = []
    for _ in range(2):
        assert store.rendered("key", lambda: made.append(1) or b"page") == b"page"
    assert made == [1]
