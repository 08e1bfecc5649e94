"""What is kept: found again only for the same inputs, and never when it was damaged."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.keep.cache import Store
from publisher.keep.session import hold_reports


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with hold_reports(tmp_path) as session:
        yield Store(session)


def test_a_result_is_found_again_only_for_the_same_tables(store: Store) -> None:
    now = {"harvests": "d1", "roles": "r1"}
    store.write_result("key", b"first", {"harvests": "d1"})
    assert store.find_result("key", now.__getitem__) == (b"first", {"harvests": "d1"})
    assert store.find_result("key", {**now, "roles": "r2"}.__getitem__) == (b"first", {"harvests": "d1"})
    assert store.find_result("key", {**now, "harvests": "d2"}.__getitem__) is None
    assert store.find_result("other", now.__getitem__) is None
    store.write_result("key", b"second", {"harvests": "d2"})
    assert store.find_result("key", now.__getitem__) == (b"first", {"harvests": "d1"})  # reverted: nothing runs again


@pytest.mark.parametrize("damage", [b"", b"{", b"\n", None])
def test_what_was_damaged_counts_as_absent(tmp_path: Path, store: Store, damage: bytes | None) -> None:
    store.write_result("key", b"notebook", {"harvests": "d1"})
    store.write_note("state/edition", {"since": "2013-12-31"})
    files = [path for path in (tmp_path / ".store").rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)
    assert store.find_result("key", {"harvests": "d1"}.__getitem__) is None
    assert store.read_note("state/edition") == {}


def test_prune_removes_what_is_not_used_and_what_earlier_versions_kept(tmp_path: Path, store: Store) -> None:
    for key in ("used", "unused"):
        store.write_result(key, b"notebook", {})
    (tmp_path / ".store" / "renderings").mkdir()
    assert {path.name for path in store.prune({"used"})} == {"unused", "renderings"}
    assert store.find_result("used", {}.__getitem__)
    assert [path.name for path in (tmp_path / ".store").iterdir()] == ["chapters"]
