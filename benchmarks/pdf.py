"""The PDF of the main edition beside nbconvert's `webpdf` of the same chapters: seconds, bytes, pages, tags, alt texts.

The chapters are those that the last build ran (`make report`); nothing is run here. Ours is one document with front
and back matter and the data attached; `webpdf` prints each chapter in Chromium by itself, without input cells, and is
added up. Below, what each part of ours costs in a new process, which is how a build meets it, and in a warm one.

    python benchmarks/pdf.py [EDITION]
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pikepdf
from nbconvert import WebPDFExporter
from playwright import async_api

from publisher.chapter import maths
from publisher.chapter.document import Edition
from publisher.edition_build import BuildContext, EditionBuild
from publisher.keep.archive import Archive
from publisher.keep.cache import Store
from publisher.keep.session import hold_reports
from publisher.pdf import compiler
from publisher.pdf.exporter import ReportPDFExporter
from publisher.plan.catalogue import Catalogue
from publisher.run.execution import Result

ROOT = Path(__file__).parent.parent
PARTS = (
    (maths, maths.typst_sources.__name__, "pandoc"),
    (compiler, compiler.write_document.__name__, "markup"),
    (compiler, compiler._compile.__name__, "typst"),
    (compiler, compiler.pack_pdf.__name__, "packing"),
)
"""The functions of a rendering that are timed, each as the module calls it, and what they are called here."""

CHROMIUM = "/usr/bin/chromium"


def kept(name: str) -> tuple[Edition, list[Result]]:
    """The edition with its chapters, and the run notebooks, from the store of the last build."""
    catalogue = Catalogue(ROOT)
    with hold_reports(ROOT / "reports") as session:
        context = BuildContext(catalogue, Archive(session), Store(session), lambda event, details: None)
        build = EditionBuild(context, replace(catalogue.plan(name), is_preview=True))  # takes every chapter in hand
        if build.jobs:
            sys.exit("run `make report` first")
        results = [build.results[key] for key in build.dependencies]
        return build.rendering.edition(tuple(map(build.rendering.read_chapter, results))), results


def webpdf(result: Result) -> bytes:
    """The run notebook printed by nbconvert in the system's Chromium."""
    exporter = WebPDFExporter(exclude_input=True, disable_sandbox=True)
    content, _ = exporter.from_notebook_node(nbformat.reads(result.notebook.decode(), as_version=4))
    return bytes(content)


def use_system_chromium() -> None:
    """nbconvert asks playwright for a browser of its own; this machine's is given to it."""
    launch = async_api.BrowserType.launch

    async def launched(self: Any, **options: Any) -> Any:
        return await launch(self, **{**options, "executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]})

    async_api.BrowserType.launch = launched  # type: ignore[method-assign]


def elements(node: Any) -> Iterator[pikepdf.Dictionary]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node.K)


def looked_at(content: bytes) -> dict[str, int]:
    """Pages, structure elements, table heads with scope, figures, and figures with alt text."""
    with pikepdf.open(io.BytesIO(content)) as document:
        tree = document.Root.get("/StructTreeRoot")
        found = list(elements(tree.K)) if tree is not None else []
        figures = [element for element in found if element.S == "/Figure"]
        heads = [element for element in found if element.S == "/TH" and b"/Scope" in element.unparse(resolved=True)]
        told = [figure for figure in figures if str(figure.get("/Alt", "")).strip()]
        return {
            "bytes": len(content),
            "pages": len(document.pages),
            "tags": len(found),
            "heads": len(heads),
            "figures": len(figures),
            "alt texts": len(told),
        }


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def parts(edition: Edition) -> dict[str, float]:
    """The seconds of one rendering, and of each part of it."""
    spent: dict[str, float] = {}

    def watched(module: Any, name: str, label: str) -> None:
        plain = getattr(module, name)

        def call(*given: Any, **more: Any) -> Any:
            seconds, made = timed(lambda: plain(*given, **more))
            spent[label] = spent.get(label, 0) + seconds
            return made

        setattr(module, name, call)

    saved = [(module, name, getattr(module, name)) for module, name, _ in PARTS]
    for module, name, label in PARTS:
        watched(module, name, label)
    spent["whole"], _ = timed(lambda: ReportPDFExporter().write(edition))
    for module, name, plain in saved:
        setattr(module, name, plain)
    return spent


def main() -> None:
    name = next(iter(sys.argv[1:]), Catalogue(ROOT).names[0])
    edition, results = kept(name)
    if "--parts" in sys.argv:
        print(json.dumps([parts(edition), parts(edition)]))
        return
    seconds, content = timed(lambda: ReportPDFExporter().write(edition))
    rows = {"report-pdf": {"seconds": seconds, **looked_at(content)}}
    use_system_chromium()
    seconds, printed = timed(lambda: [webpdf(result) for result in results])
    found = [looked_at(content) for content in printed]
    rows["webpdf"] = {"seconds": seconds, **{key: sum(one[key] for one in found) for key in found[0]}}
    print(f"{'':12}" + "".join(f"{key:>11}" for key in rows["webpdf"]))
    for label, row in rows.items():
        print(
            f"{label:12}"
            + "".join(f"{value:>11,.2f}" if key == "seconds" else f"{value:>11,}" for key, value in row.items())
        )
    command = [sys.executable, __file__, name, "--parts"]
    runs = [json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout) for _ in range(3)]
    print("\nseconds     " + "".join(f"{key:>11}" for key in runs[0][0]))
    for place, label in enumerate(("new process", "warm")):
        best = min((run[place] for run in runs), key=lambda spent: spent["whole"])
        print(f"{label:12}" + "".join(f"{value:>11.3f}" for value in best.values()))


if __name__ == "__main__":
    main()
