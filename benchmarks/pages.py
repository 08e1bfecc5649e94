"""The page of one notebook beside nbconvert's own: bytes, requests, accessibility, time.

The notebook has five figures, each with its table, and prose between them. The same cells hold for all: nbconvert's
templates show the SVG and HTML that the bundles carry beside them. Needs Chromium and, for the last column but one,
`npm ci --prefix tests/publisher/axe`.
"""

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import sync_playwright

from publisher.outputs import Cell, Column, Figure, Table
from publisher.pages.exporter import ReportHTMLExporter

AXE = Path(__file__).parent.parent / "tests" / "publisher" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
RUNS = 9


def notebook() -> nbformat.NotebookNode:
    """A chapter as analysts write them: question, one call, one output, a paragraph; five times."""
    cells = [
        new_markdown_cell("# How often did the Assembly return to the subject?\n\nA paragraph that says what follows.")
    ]
    for number in range(1, 6):
        figure = Figure(
            name=f"by-year-{number}",
            svg=drawing(number),
            alt="Sixty marks on a line that rises from 1994 to 2025.",
            caption="Texts by year of adoption.",
            table=table(f"by-year-{number}-data"),
        )
        cells += [
            new_markdown_cell(f"## Question {number}?\n\n" + "What the figure shows, and *what it does not*. " * 8),
            new_code_cell(
                "charts.by_year(texts)", outputs=[new_output("display_data", data=figure._repr_mimebundle_())]
            ),
            new_code_cell(
                "tables.texts(texts)",
                outputs=[new_output("display_data", data=table(f"texts-{number}")._repr_mimebundle_())],
            ),
        ]
    return new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})


def drawing(number: int) -> str:
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "benchmark"}):
        figure = Drawing(figsize=(6, 3))
        axes = figure.add_subplot()
        marks = axes.scatter(range(1965, 2025), [(year * number) % 17 for year in range(60)])
        marks.set_urls([f"https://docs.un.org/A/RES/{n}/{n}" for n in range(60)])
        for year in range(0, 60, 3):
            axes.text(1965 + year, (year * number) % 17, f"A/RES/{year}")
        axes.set_title("Texts adopted")
        text = io.StringIO()
        FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None})
    return text.getvalue()


def table(name: str) -> Table:
    columns = (Column("symbol", "Symbol", "symbol"), Column("title", "Title"), Column("days", "Days", "number"))
    rows = tuple(
        (Cell(f"A/RES/{n}/{n}", f"https://docs.un.org/A/RES/{n}/{n}"), Cell(f"Title of the text {n}"), Cell(str(n * 7)))
        for n in range(30)
    )
    return Table(name, "The texts in order of date", columns, rows)


def looked_at(page_file: Path, browser: Any) -> tuple[int, str]:
    """How many requests the page makes beyond itself, and how many elements axe finds fault with."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(page_file.as_uri(), wait_until="load")
    page.wait_for_timeout(1000)
    asked = sum(not url.startswith(("file:", "data:", "blob:")) for url in requests)
    if not AXE.exists():
        return asked, "no axe"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("async () => (await axe.run()).violations.map((v) => [v.id, v.nodes.length])")
    context.close()
    return asked, f"{sum(nodes for _, nodes in violations)} ({len(violations)} rules)"


def seconds(work: Callable[[], Any]) -> float:
    """The median time of one rendering, once everything is loaded."""
    work()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    given = notebook()
    exporters = {
        "report-html": ReportHTMLExporter(),
        "nbconvert lab": HTMLExporter(template_name="lab"),
        "nbconvert classic": HTMLExporter(template_name="classic"),
    }
    print(f"{'':18} {'bytes':>10} {'before content':>15} {'requests':>9} {'axe':>15} {'seconds':>8}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, exporter in exporters.items():
            file = Path(folder) / f"{name}.html"
            text = exporter.from_notebook_node(given)[0]
            empty = exporter.from_notebook_node(new_notebook(cells=[new_markdown_cell("# Nothing")]))[0]
            file.write_text(text, encoding="utf-8")
            requests, faults = looked_at(file, browser)
            taken = seconds(lambda exporter=exporter: exporter.from_notebook_node(given))
            size, least = len(text.encode()), len(empty.encode())
            print(f"{name:18} {size:>10,} {least:>15,} {requests:>9} {faults:>15} {taken:>8.3f}")
        browser.close()


if __name__ == "__main__":
    main()
