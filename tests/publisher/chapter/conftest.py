"""What the tests of this room share: a chapter's blocks as a page shows them."""

from collections.abc import Callable

import pytest

from publisher.chapter.document import Chapter, Edition
from publisher.pages.exporter import ReportHTMLExporter


@pytest.fixture(scope="session")
def article() -> Callable[[Chapter], str]:
    """Writes a chapter as HTML, as it stands between the tags of a page's article."""
    exporter = ReportHTMLExporter()

    def written(chapter: Chapter) -> str:
        page = exporter.write_chapter(chapter, Edition("", chapter.title, (chapter,)))
        return page.partition("<article>")[2].rpartition("</article>")[0].strip()

    return written
