"""The editions as `make report` left them in reports/: silent in a browser, readable text, the same bytes again."""

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, sync_playwright

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "reports"
EDITIONS = ("belarus-2005-2013", "trafficking-1994-2025")
NAMED = [
    "A/RES/61/180",
    "A/RES/63/194",
    "A/RES/64/178",
    "A/RES/64/293",
    "A/RES/67/190",
    "E/RES/2008/33",
    "A/65/497",
    "A/66/398",
    "A/67/497",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path="/usr/bin/chromium", args=quiet)


def test_every_page_is_silent_and_asks_nobody(browser: Browser) -> None:
    pages = sorted([REPORTS / "index.html", *(page for name in EDITIONS for page in (REPORTS / name).glob("*.html"))])
    assert len(pages) >= 1 + 2 * 8
    for path in pages:
        page = browser.new_page()
        heard: list[str] = []
        page.on("request", lambda request, heard=heard: heard.append(f"request: {request.url}"))
        page.on("console", lambda message, heard=heard: heard.append(f"console: {message.text}"))
        page.on("pageerror", lambda error, heard=heard: heard.append(f"error: {error}"))
        page.goto(path.as_uri(), wait_until="networkidle")
        asked = [entry for entry in heard if entry != f"request: {path.as_uri()}" and "request: data:" not in entry]
        assert asked == [], path
        page.close()


@pytest.mark.parametrize("name", EDITIONS)
def test_the_pdf_has_text_outline_language_and_title(name: str) -> None:
    path = REPORTS / name / f"{name}.pdf"
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    joined = "".join(text.split())
    assert [symbol for symbol in NAMED if symbol not in joined] == []
    with pikepdf.open(path) as document:
        assert document.Root.Lang == "en"
        assert document.Root.MarkInfo.Marked
        with document.open_outline() as outline:
            assert len(outline.root) >= 7
        assert document.docinfo["/Title"]
        assert len(document.attachments) >= 12
    assert path.stat().st_size < 1_500_000


@pytest.mark.parametrize("name", EDITIONS)
def test_the_pdf_is_without_fault_to_an_independent_validator(name: str, faults: Callable[[bytes], list[str]]) -> None:
    assert faults((REPORTS / name / f"{name}.pdf").read_bytes()) == []


@pytest.mark.parametrize("name", EDITIONS)
def test_every_page_of_the_pdf_has_text_and_none_outside_it(name: str) -> None:
    path = REPORTS / name / f"{name}.pdf"
    made = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True).stdout
    sheets = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', made, re.DOTALL)
    assert len(sheets) > 40
    for number, (width, height, inside) in enumerate(sheets, 1):
        boxes = [
            tuple(map(float, box)) for box in re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)"', inside)
        ]
        assert len(boxes) > 20, f"page {number} is nearly empty"
        for left, top, right, bottom in boxes:
            inside_margins = left >= 50 and right <= float(width) - 50 and top >= 20 and bottom <= float(height) - 20
            assert inside_margins, f"page {number}: {left, top, right, bottom}"


@pytest.mark.parametrize("name", EDITIONS)
def test_figures_of_the_pdf_say_what_those_of_the_pages_say(name: str) -> None:
    said = [
        html.unescape(label)
        for page in sorted((REPORTS / name).glob("0*.html"))
        for label in re.findall(r'<svg\b[^>]* aria-label="([^"]*)"', page.read_text(encoding="utf-8"))
    ]
    with pikepdf.open(REPORTS / name / f"{name}.pdf") as document:
        alts = [str(item.Alt) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert said
    assert sorted(alts) == sorted(said)


def test_a_second_build_elsewhere_gives_the_same_bytes(tmp_path: Path) -> None:
    project = tmp_path / "elsewhere"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "requirements.lock", project)
    environment = {**os.environ, "ANALYSIS_PROJECT": str(project)}
    subprocess.run([sys.executable, "-m", "analysis.cli", "build"], env=environment, cwd=tmp_path, check=True)
    for name in EDITIONS:
        files = sorted(path.name for path in (REPORTS / name).iterdir())
        assert files == sorted(path.name for path in (project / "reports" / name).iterdir())
        different = [
            file
            for file in files
            if (REPORTS / name / file).read_bytes() != (project / "reports" / name / file).read_bytes()
        ]
        assert different == []
