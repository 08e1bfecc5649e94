"""The page over all editions and the status for machines: what stands, and since when and why it is stale."""

import json
from pathlib import Path
from typing import Any

import pytest

from publisher.build import build
from publisher.plan.catalogue import Catalogue


def built(project: Path, *names: str) -> dict[str, dict[str, Any]]:
    catalogue = Catalogue(project)
    build(catalogue, [catalogue.plan(name) for name in names or catalogue.names])
    editions = json.loads((project / "reports" / "status.json").read_text())["editions"]
    return {entry["edition"]: entry for entry in editions}


@pytest.mark.slow
def test_status_says_what_stands_and_why_the_rest_does_not(project: Path) -> None:
    status = built(project, "second-edition")
    assert (status["second-edition"]["published"], status["second-edition"]["stale"]) == (True, False)
    assert status["small-edition"]["why"] == "not built yet"
    page = (project / "reports" / "index.html").read_text()
    assert 'href="second-edition/index.html"' in page
    assert "not built yet" in page

    chapter = project / "notebooks" / "01-first.ipynb"
    chapter.write_text(chapter.read_text().replace("print(grower", "print(nobody"))
    status = built(project, "second-edition")
    entry = status["second-edition"]
    assert entry["published"]
    assert entry["stale"]
    assert entry["stale_since"]
    assert entry["why"].startswith("the last build failed: second-edition: 01-first: cell 6")
    assert entry["last_attempt"]["status"] == "failed"
    assert "Not up to date" in (project / "reports" / "index.html").read_text()

    chapter.write_text(chapter.read_text().replace("print(nobody", "print(grower"))
    entry = built(project, "second-edition")["second-edition"]
    assert not entry["stale"]
    assert entry["stale_since"] is None


def test_an_edition_that_is_listed_no_longer_is_shown_as_such(project: Path) -> None:
    built(project, "second-edition")
    path = project / "notebooks" / "editions.yml"
    path.write_text(path.read_text().replace("second-edition:", "third-edition:"))
    status = built(project, "third-edition")
    assert status["second-edition"]["why"] == "no longer listed in editions.yml"
