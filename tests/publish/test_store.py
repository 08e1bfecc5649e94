"""The folder of reports: one step to publish, nothing half done, one build at a time."""

import json
import os
from pathlib import Path

import pytest

from analysis.publish.store import MANIFEST, BusyError, Store, write

ROOT = Path(__file__).parent.parent.parent


def finished(store: Store, text: str) -> Path:
    workspace = store.workspace()
    (workspace / "index.html").write_text(text)
    (workspace / MANIFEST).write_text(json.dumps({"title": text}))
    return workspace


def test_publish_replaces_the_link_and_keeps_the_older_edition(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.locked():
        first = store.place("edition", "2013-12-31", "aaaaaaaaaa")
        store.publish(finished(store, "first"), "edition", first)
        store.publish(finished(store, "second"), "edition", store.place("edition", "2013-12-31", "bbbbbbbbbb"))
    assert (tmp_path / "edition" / "index.html").read_text() == "second"
    assert (tmp_path / "edition").readlink() == Path("archive/edition/2013-12-31-bbbbbbbb")
    assert (first / "index.html").read_text() == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "archive", "edition"]


def test_a_folder_in_the_place_of_the_link_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "edition").mkdir()
    (tmp_path / "edition" / "mine.txt").write_text("mine")
    store = Store(tmp_path)
    with store.locked(), pytest.raises(FileExistsError, match="move it away"):
        store.publish(finished(store, "x"), "edition", store.place("edition", "undated", "c" * 8))
    assert (tmp_path / "edition" / "mine.txt").read_text() == "mine"


def test_a_second_build_is_refused_while_one_is_at_work(tmp_path: Path) -> None:
    told = f"process {os.getpid()}"
    with Store(tmp_path).locked(), pytest.raises(BusyError, match=told), Store(tmp_path).locked():
        raise AssertionError("two builds at once")


def test_what_a_killed_build_left_goes_with_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".work" / "abandoned"
    left.mkdir(parents=True)
    with Store(tmp_path).locked():
        assert not left.exists()


def test_write_leaves_the_old_content_until_the_new_is_whole(tmp_path: Path) -> None:
    write(tmp_path / "a.html", "old")
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "a.html", "new\udc80")
    assert (tmp_path / "a.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_a_result_is_found_again_only_for_the_same_tables(tmp_path: Path) -> None:
    store = Store(tmp_path)
    now = {"documents": "d1", "roles": "r1"}
    store.keep_result("key", b"first", {"documents": "d1"})
    assert store.result("key", now.__getitem__) == (b"first", {"documents": "d1"})
    assert store.result("key", {**now, "roles": "r2"}.__getitem__) == (b"first", {"documents": "d1"})
    assert store.result("key", {**now, "documents": "d2"}.__getitem__) is None
    assert store.result("other", now.__getitem__) is None
    store.keep_result("key", b"second", {"documents": "d2"})
    assert store.result("key", now.__getitem__) == (b"first", {"documents": "d1"})  # reverted: nothing runs again


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_table_runs_again_just_the_chapters_that_load_it(tmp_path: Path, notebook: Path) -> None:
    store, tables = Store(tmp_path), [path.stem for path in (ROOT / "data").glob("*.csv")]
    now = {table: f"{table}-1" for table in tables}
    loaded = {table for table in tables if f'\\"{table}\\"' in notebook.read_text(encoding="utf-8")}
    store.keep_result("key", b"x", {table: now[table] for table in loaded})
    runs = {table for table in tables if store.result("key", {**now, table: f"{table}-2"}.__getitem__) is None}
    assert loaded
    assert runs == loaded


def test_a_rendering_is_made_once(tmp_path: Path) -> None:
    store, made = Store(tmp_path), []
    for _ in range(2):
        assert store.rendered("key", lambda: made.append(1) or b"page") == b"page"
    assert made == [1]


def test_prune_keeps_what_is_published_and_what_it_was_made_of(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.locked():
        for number, key in enumerate(("old", "older", "now")):
            workspace = finished(store, key)
            (workspace / MANIFEST).write_text(json.dumps({"kept": [key]}))
            store.keep_result(key, b"x", {})
            place = store.publish(workspace, "edition", store.place("edition", "2013-12-31", f"{number}" * 8))
            os.utime(place.resolve(), (number, number))
        removed = store.prune(keep=1)
    assert {path.name for path in removed} == {"2013-12-31-00000000", "old"}
    assert (tmp_path / "edition" / "index.html").read_text() == "now"
    assert store.result("now", {}.__getitem__)
    assert store.prune(keep=1) == []


def test_where_links_are_not_to_be_had_a_copy_is_published_and_recovered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: object, **options: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refused)
    store = Store(tmp_path)
    with store.locked():
        for number in (1, 2):
            store.publish(
                finished(store, f"text {number}"), "edition", store.place("edition", "undated", f"{number}" * 8)
            )
    assert (tmp_path / "edition" / "index.html").read_text() == "text 2"
    (tmp_path / "edition").rename(tmp_path / ".edition.aside")  # killed between the two steps
    with store.locked():
        assert (tmp_path / "edition" / "index.html").read_text() == "text 2"
