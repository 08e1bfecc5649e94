"""The folder of reports: one step to publish, nothing half done, nothing of others touched."""

import json
import os
from pathlib import Path

import pytest

from publisher.build import prune
from publisher.keep.archive import MANIFEST, Archive, read_manifest
from publisher.keep.cache import Store
from publisher.keep.session import Session, hold_reports


def finished(session: Session, text: str, kept: str = "") -> Path:
    workspace = session.make_workspace()
    (workspace / "index.html").write_text(text)
    files = {"index.html": {"bytes": len(text.encode())}}
    (workspace / MANIFEST).write_text(json.dumps({"title": text, "kept": [kept], "files": files}))
    return workspace


def publish(reports: Path, text: str, name: str, kept: str = "") -> Path:
    with hold_reports(reports) as session:
        return Archive(session).publish(finished(session, text, kept), "edition", name)


def test_publish_replaces_the_link_and_keeps_the_older_edition(tmp_path: Path) -> None:
    publish(tmp_path, "first", "2013-12-31-aaaaaaaa")
    link = publish(tmp_path, "second", "2013-12-31-bbbbbbbb")
    assert (link / "index.html").read_text() == "second"
    assert link.readlink() == Path("archive/edition/2013-12-31-bbbbbbbb")
    assert (tmp_path / "archive" / "edition" / "2013-12-31-aaaaaaaa" / "index.html").read_text() == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "archive", "edition"]


def test_what_was_published_is_never_changed(tmp_path: Path) -> None:
    link = publish(tmp_path, "same", "undated-cccccccc")
    before = (link / "index.html").stat().st_ino
    publish(tmp_path, "same", "undated-cccccccc")
    assert (link / "index.html").stat().st_ino == before
    publish(tmp_path, "other", "undated-cccccccc")
    assert link.readlink().name == "undated-cccccccc-2"
    assert (tmp_path / "archive" / "edition" / "undated-cccccccc" / "index.html").read_text() == "same"
    with hold_reports(tmp_path) as session:
        assert Archive(session).find_build("edition", "undated-cccccccc") == link.resolve()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"files": 5}', '{"files": {"index.html": {"bytes": 1}}}'])
def test_an_edition_that_is_damaged_does_not_count_as_standing(tmp_path: Path, damage: str) -> None:
    link = publish(tmp_path, "good", "undated-dddddddd")
    assert read_manifest(link)
    (link / MANIFEST).write_text(damage)
    with hold_reports(tmp_path) as session:
        assert Archive(session).find_build("edition", "undated-dddddddd") is None
        assert Archive(session).manifests() == {}
    publish(tmp_path, "good", "undated-dddddddd")
    assert link.readlink().name == "undated-dddddddd-2"
    assert read_manifest(link)


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_is_no_built_edition_is_not_touched(tmp_path: Path, is_folder: bool) -> None:
    mine = tmp_path / "edition"
    if is_folder:
        mine.mkdir()
        mine = mine / "mine.txt"
    mine.write_text("mine")
    with pytest.raises(FileExistsError, match="move it away"):
        publish(tmp_path, "x", "undated-cccccccc")
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("target", ["nowhere", "archive/edition/gone"])
def test_a_broken_link_is_replaced(tmp_path: Path, target: str) -> None:
    (tmp_path / "edition").symlink_to(target)
    assert (publish(tmp_path, "x", "undated-cccccccc") / "index.html").read_text() == "x"


def test_prune_keeps_what_is_published_and_what_it_was_made_of(tmp_path: Path) -> None:
    for number, key in enumerate(("old", "older", "now")):
        place = publish(tmp_path, key, f"2013-12-31-{number}", kept=key).resolve()
        os.utime(place, (number, number))
        with hold_reports(tmp_path) as session:
            Store(session).write_result(key, b"x", {})
    removed = prune(tmp_path, keep=1)
    assert {path.name for path in removed} == {"2013-12-31-0", "old"}
    assert not any(path.exists() for path in removed)
    assert (tmp_path / "edition" / "index.html").read_text() == "now"
    assert prune(tmp_path, keep=1) == []
    assert [path.name for path in prune(tmp_path, keep=0)] == ["2013-12-31-1", "older"]
    with hold_reports(tmp_path) as session:
        assert Store(session).find_result("now", {}.__getitem__)


def test_where_links_are_not_to_be_had_a_copy_is_published_and_recovered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: object, **options: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refused)
    for number in (1, 2):
        link = publish(tmp_path, f"text {number}", f"undated-{number}")
    assert not link.is_symlink()
    assert (link / "index.html").read_text() == "text 2"
    link.rename(tmp_path / ".edition.aside")  # killed between the two steps
    with hold_reports(tmp_path) as session:
        Archive(session)
    assert (link / "index.html").read_text() == "text 2"
    monkeypatch.undo()
    publish(tmp_path, "text 3", "undated-3")  # and back to links
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "archive", "edition"]
