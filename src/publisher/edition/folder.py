"""From executed chapters to an edition's folder: pages, PDF, data, facts and manifest.

Writes into the folder it is given and nowhere else. What stands around the chapters (title, disclaimer, how the
edition was made) is put together here; how it looks is for `html` and `pdf`. The body of a chapter that has not
changed comes from the store.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from publisher.chapter import prose, reader
from publisher.chapter.document import Attachment, Chapter, Edition, RenderError
from publisher.edition import bibliography, manifest
from publisher.keep import fingerprint
from publisher.keep.archive import MANIFEST
from publisher.keep.cache import Store
from publisher.pages import renderer
from publisher.pdf import compiler
from publisher.plan.catalogue import Catalogue, EditionPlan
from publisher.run.execution import Result


@dataclass
class Rendering:
    """The rendering of one edition; `kept` gathers the keys of the results and bodies that it was made of."""

    catalogue: Catalogue
    plan: EditionPlan
    inputs: Mapping[str, Any]
    store: Store
    kept: list[str] = field(default_factory=list)

    def write(self, results: Sequence[Result], folder: Path) -> tuple[str, ...]:
        """Writes the whole edition into `folder` and returns what the renderers warned of.

        `results` are the run chapters in the order of the plan. Raises `RenderError` where a chapter cannot be shown
        as it must.
        """
        plan = self.plan
        downloads: list[tuple[str, str, str]] = []
        chapters: tuple[Chapter, ...] = ()
        if "pdf" in plan.formats:
            chapters = self._chapters(results, prefixed=True)
            content = compiler.render(self._edition(chapters))
            downloads.append(_download(folder, f"{plan.name}.pdf", content, "The report as PDF"))
        if self.catalogue.data:
            content = manifest.data_zip(self.catalogue.data)
            downloads.append(_download(folder, f"{plan.name}-data.zip", content, "The data as CSV files, zipped"))
        if references := bibliography.read_references(map(_notebook, results)):
            content = bibliography.bibtex(references)
            downloads.append(_download(folder, f"{plan.name}.bib", content, "The documents and sources as BibTeX"))
            content = bibliography.csl_json(references)
            downloads.append(_download(folder, f"{plan.name}-csl.json", content, "The same as CSL-JSON"))
        if "html" in plan.formats:
            chapters = self._chapters(results, prefixed=False)
            edition = self._edition(chapters)
            pages = {f"{chapter.name}.html": renderer.page(chapter, edition) for chapter in chapters}
            pages["index.html"] = renderer.index(edition, downloads=tuple(downloads))
            for name, page in pages.items():
                (folder / name).write_text(page, encoding="utf-8", newline="\n")
        (folder / "facts.json").write_bytes(manifest.json_bytes(_facts(chapters)))
        (folder / MANIFEST).write_bytes(manifest.json_bytes(self._manifest(results, folder)))
        return tuple(dict.fromkeys(warning for chapter in chapters for warning in chapter.warnings))

    def _chapters(self, results: Sequence[Result], *, prefixed: bool) -> tuple[Chapter, ...]:
        """The bodies; with anchors that bear the chapter's name where all chapters share one document."""
        return tuple(self._chapter(result, f"{result.chapter}--" if prefixed else "") for result in results)

    def _chapter(self, result: Result, prefix: str) -> Chapter:
        key = fingerprint.key(
            {
                "result": fingerprint.digest(result.notebook),
                "name": result.chapter,
                "number": self.plan.numbers[result.chapter],
                "prefix": prefix,
                "code": fingerprint.rendering_code_hash(),
                "subject": [self.catalogue.subject.not_numbers, self.catalogue.subject.languages],
                "lock": self.inputs["lock"],
                "python": fingerprint.python_minor(),
            }
        )

        def render() -> bytes:
            notebook = _notebook(result)
            if problems := prose.problems(notebook):
                raise RenderError("\n  ".join(map(str, problems)), chapter=result.chapter)
            number = self.plan.numbers[result.chapter]
            chapter = reader.chapter(notebook, name=result.chapter, number=number, prefix=prefix, strict=True)
            return pickle.dumps(chapter)

        if key not in self.kept:
            self.kept.append(key)
        chapter: Chapter = pickle.loads(self.store.rendering(key, render))
        return chapter

    def _edition(self, chapters: tuple[Chapter, ...]) -> Edition:
        plan, report = self.plan, self.catalogue.report
        return Edition(
            name=plan.name,
            title=plan.title,
            subtitle=plan.subtitle or _words(report.get("subtitle")),
            chapters=chapters,
            as_of=plan.date,
            parameters=dict(plan.wording),
            front=tuple(plan.front.items()),
            at_a_glance=tuple(words for chapter in chapters for words in chapter.at_a_glance),
            colophon=self._colophon(),
            disclaimer=_words(report.get("disclaimer")),
            authors=tuple(report.get("authors", ())),
            keywords=tuple(report.get("keywords", ())),
            page_size=plan.page_size,
            formats=plan.formats,
            attachments=tuple(self._attachments(chapters)),
        )

    def _attachments(self, chapters: tuple[Chapter, ...]) -> list[Attachment]:
        facts, made_from = manifest.json_bytes(_facts(chapters)), manifest.json_bytes(self._made_from())
        attachments = [
            Attachment("facts.json", facts, "application/json", "The facts that this edition states"),
            Attachment(
                MANIFEST,
                made_from,
                "application/json",
                "What this edition was made from; the manifest beside this PDF lists the edition's files as well",
                "supplement",
            ),
        ]
        for name, content in self.catalogue.data.items():
            if name.endswith(".csv"):
                described = f"Table {name.removesuffix('.csv')} of the data package"
                attachments.append(Attachment(name, content, "text/csv", described, "source"))
            elif name.endswith(".json"):
                described = "Schema of the data package"
                attachments.append(Attachment(name, content, "application/json", described, "source"))
            else:
                kind = "text/markdown" if name.endswith(".md") else "text/plain"
                attachments.append(Attachment(name, content, kind, f"{name} of the data package", "supplement"))
        return attachments

    def _colophon(self) -> tuple[tuple[str, str], ...]:
        """How this edition was made: parameters, inputs with their hashes, versions, how to build it again."""
        plan, inputs, report = self.plan, self.inputs, self.catalogue.report
        given = "; ".join(f"{label}: {value}" for label, value in plan.wording.items())
        rows = [("Edition", plan.name), *([("Parameters", given)] if given else [])]
        rows.append(("SHA-256 of inputs", manifest.inputs_hash(inputs)))
        rows += [(f"Notebook {name}", value) for name, value in inputs["notebooks"].items()]
        rows += [(f"Data {name}", value) for name, value in inputs["data"].items()]
        rows.append(("Code of the package", inputs["code"]))
        versions = manifest.versions(self.catalogue.subject.versions).items()
        rows.append(("Versions", "; ".join(f"{name} {value}" for name, value in versions)))
        rows.append(("To build it again", f"{self.catalogue.subject.command} {plan.name}"))
        work = f"{plan.title}. Edition {plan.name}" + (f", as of {plan.date}." if plan.date else ".")
        rows.append(("To cite it", " ".join(filter(None, (_sentence(report.get("authors", ())), work)))))
        told = (("cite", "How to cite"), ("errors", "To report an error"))
        return tuple(rows + [(label, _words(report[key])) for key, label in told if report.get(key)])

    def _made_from(self) -> dict[str, Any]:
        plan = self.plan
        return {
            "edition": plan.name,
            "title": plan.title,
            "as_of": plan.date and plan.date.isoformat(),
            "parameters": dict(plan.parameters),
            "wording": dict(plan.wording),
            "chapters": [chapter.name for chapter in plan.chapters],
            "inputs_hash": manifest.inputs_hash(self.inputs),
            "inputs": self.inputs,
            "versions": manifest.versions(self.catalogue.subject.versions),
        }

    def _manifest(self, results: Sequence[Result], folder: Path) -> dict[str, Any]:
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        return {
            **self._made_from(),
            "loaded": {result.chapter: dict(sorted(result.loaded.items())) for result in results},
            "kept": self.kept,
            "files": {name: {"bytes": len(held), "sha256": fingerprint.digest(held)} for name, held in files.items()},
        }


def _notebook(result: Result) -> nbformat.NotebookNode:
    notebook: nbformat.NotebookNode = nbformat.reads(result.notebook.decode("utf-8"), as_version=4)
    return notebook


def _facts(chapters: Sequence[Chapter]) -> list[dict[str, Any]]:
    return [
        {"chapter": chapter.name, "key": fact.key, "value": fact.value, "unit": fact.unit, "stated": fact.stated}
        for chapter in chapters
        for fact in chapter.facts
    ]


def _sentence(names: Sequence[str]) -> str:
    return f"{', '.join(names)}." if names else ""


def _words(text: Any) -> str:
    return " ".join(str(text or "").split())


def _download(folder: Path, name: str, content: bytes, label: str) -> tuple[str, str, str]:
    """Writes a file that the index links to; its label, address and size in words."""
    (folder / name).write_bytes(content)
    kilobytes = max(1, round(len(content) / 1000))
    return label, name, f"{kilobytes / 1000:.1f} MB" if kilobytes >= 1000 else f"{kilobytes} KB"
