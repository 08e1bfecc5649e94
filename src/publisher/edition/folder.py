"""From executed chapters to an edition's folder: pages, PDF, data, facts and manifest.

Writes into the folder it is given and nowhere else. What stands around the chapters (title, disclaimer, how the
edition was made) is put together here; how it looks is for nbconvert's exporters in `pages` and `pdf`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import TemplateError
from jupyter_core.paths import ENV_JUPYTER_PATH
from traitlets import TraitError, default
from traitlets.config import Config, Configurable

from publisher.chapter.document import Attachment, Chapter, Edition
from publisher.chapter.reader import TextRules
from publisher.edition import bibliography, manifest
from publisher.keep.archive import MANIFEST
from publisher.keep.fingerprint import digest, key
from publisher.pages.exporter import TEMPLATES, ReportHTMLExporter
from publisher.pdf.exporter import ReportPDFExporter
from publisher.plan.catalogue import Catalogue, EditionPlan
from publisher.plan.parameters import UsageError, unknown_names
from publisher.run.execution import Result

_DATA = {
    ".csv": ("text/csv", "Table {0.stem} of the data package", "source"),
    ".json": ("application/json", "Schema of the data package", "source"),
    ".md": ("text/markdown", "{0.name} of the data package", "supplement"),
}
_OTHER = ("text/plain", "{0.name} of the data package", "supplement")
"""What a file of the data is, by its suffix: its type, what the PDF says of it, how it relates to the report."""


class EditionExporter(ReportHTMLExporter):
    """Finds the templates that it is given and those of the installation, and none of the user who builds."""

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    def get_prefix_root_dirs(self) -> list[str]:
        return ENV_JUPYTER_PATH


@dataclass
class EditionFolder:
    """What is put into the folder of one edition."""

    catalogue: Catalogue
    plan: EditionPlan
    inputs: Mapping[str, Any]

    def write(self, results: Mapping[str, Result], folder: Path) -> tuple[str, ...]:
        """Writes the whole edition into `folder` and returns what could not be shown as intended.

        `results` are the run chapters in the order of the plan, by the keys under which they are kept. Raises
        `RenderError` where a chapter cannot be shown as it must.
        """
        name, formats, data = self.plan.name, self.plan.formats, self.catalogue.data
        chapters = tuple(map(self.read_chapter, results.values()))
        edition = self.edition(chapters)
        taken: dict[str, tuple[str, bytes]] = {}  # the files that the index links to, with their labels
        if "pdf" in formats:
            content = ReportPDFExporter(config=Config(self.plan.nbconvert)).write(edition)
            taken[f"{name}.pdf"] = "The report as PDF", content
        if data:
            taken[f"{name}-data.zip"] = "The data as CSV files, zipped", manifest.data_zip(data)
        if references := bibliography.read_references(chapters):
            taken[f"{name}.bib"] = "The documents and sources as BibTeX", bibliography.bibtex(references)
            taken[f"{name}-csl.json"] = "The same as CSL-JSON", bibliography.csl_json(references)
        files = {file: content for file, (_, content) in taken.items()}
        if "html" in formats:
            for chapter in chapters:
                files[f"{chapter.name}.html"] = self.pages.write_chapter(chapter, edition).encode()
            downloads = [(label, file, _size(content)) for file, (label, content) in taken.items()]
            files["index.html"] = self.pages.write_index(edition, downloads=downloads).encode()
        files["facts.json"] = _facts(chapters)
        made = {
            **self._made_from(),
            "loaded": {result.chapter: dict(sorted(result.loaded.items())) for result in results.values()},
            "kept": list(results),
            "files": {file: {"bytes": len(files[file]), "sha256": digest(files[file])} for file in sorted(files)},
        }
        for file, content in {**files, MANIFEST: manifest.json_bytes(made)}.items():
            (folder / file).write_bytes(content)
        return tuple(dict.fromkeys(warning for chapter in chapters for warning in chapter.warnings))

    @cached_property
    def pages(self) -> EditionExporter:
        """nbconvert's exporter for this edition, with its settings alone; it reads the chapters for the PDF as well.

        Raises `UsageError` where a setting or the template is not what nbconvert takes.
        """
        folders = [str(self.catalogue.project / "templates"), str(TEMPLATES)]
        try:
            exporter = EditionExporter(config=Config(self.plan.nbconvert), extra_template_basedirs=folders)
            _ = exporter.template
        except (TraitError, TemplateError, ImportError, ValueError, OSError) as error:
            raise UsageError([f"edition {self.plan.name}: nbconvert: {_words(error)}"]) from error
        if faults := _unknown_settings(self.plan.nbconvert, exporter):
            raise UsageError([f"edition {self.plan.name}: nbconvert: {fault}" for fault in faults])
        return exporter

    def read_chapter(self, result: Result) -> Chapter:
        """Returns the executed chapter as typed blocks."""
        subject = self.catalogue.subject
        chapter, _ = self.pages.read_notebook(
            nbformat.reads(result.notebook.decode("utf-8"), as_version=4),
            {"metadata": {"name": result.chapter}},
            number=self.plan.numbers[result.chapter],
            strict=True,
            rules=TextRules(subject.not_numbers, subject.languages),
        )
        return chapter

    def edition(self, chapters: tuple[Chapter, ...]) -> Edition:
        """Returns the chapters with all that stands around them."""
        plan, report = self.plan, self.catalogue.report
        return Edition(
            name=plan.name,
            title=plan.title,
            subtitle=plan.subtitle or _words(report.get("subtitle")),
            chapters=chapters,
            as_of=plan.date,
            parameters=plan.wording,
            front=tuple(plan.front.items()),
            at_a_glance=tuple(words for chapter in chapters for words in chapter.at_a_glance),
            colophon=self._colophon(),
            disclaimer=_words(report.get("disclaimer")),
            authors=tuple(report.get("authors", ())),
            keywords=tuple(report.get("keywords", ())),
            page_size=plan.page_size,
            formats=plan.formats,
            attachments=self._attachments(chapters),
        )

    def _attachments(self, chapters: tuple[Chapter, ...]) -> tuple[Attachment, ...]:
        made_from = manifest.json_bytes(self._made_from())
        words = "What this edition was made from; the manifest beside this PDF lists the edition's files as well"
        attachments = [
            Attachment("facts.json", _facts(chapters), "application/json", "The facts that this edition states"),
            Attachment(MANIFEST, made_from, "application/json", words, "supplement"),
        ]
        for name, content in self.catalogue.data.items():
            kind, words, relationship = _DATA.get(Path(name).suffix, _OTHER)
            attachments.append(Attachment(name, content, kind, words.format(Path(name)), relationship))
        return tuple(attachments)

    def _colophon(self) -> tuple[tuple[str, str], ...]:
        """How this edition was made: parameters, inputs with their hashes, versions, how to build it again."""
        plan, inputs, report, subject = self.plan, self.inputs, self.catalogue.report, self.catalogue.subject
        authors = f"{', '.join(report['authors'])}. " if report.get("authors") else ""
        as_of = f", as of {plan.date}" if plan.date else ""
        versions = manifest.versions(subject.versions).items()
        rows = [
            ("Edition", plan.name),
            ("Parameters", "; ".join(f"{label}: {value}" for label, value in plan.wording.items())),
            ("SHA-256 of inputs", key(inputs)),
            *((f"Notebook {name}", value) for name, value in inputs["notebooks"].items()),
            *((f"Data {name}", value) for name, value in inputs["data"].items()),
            ("Code of the package", inputs["code"]),
            ("Versions", "; ".join(f"{name} {value}" for name, value in versions)),
            ("To build it again", f"{subject.command} {plan.name}"),
            ("To cite it", f"{authors}{plan.title}. Edition {plan.name}{as_of}."),
            ("How to cite", _words(report.get("cite"))),
            ("To report an error", _words(report.get("errors"))),
        ]
        return tuple((label, text) for label, text in rows if text)

    def _made_from(self) -> dict[str, Any]:
        plan = self.plan
        return {
            "edition": plan.name,
            "title": plan.title,
            "as_of": plan.date and plan.date.isoformat(),
            "parameters": plan.parameters,
            "wording": plan.wording,
            "chapters": [chapter.name for chapter in plan.chapters],
            "inputs_hash": key(self.inputs),
            "inputs": self.inputs,
            "versions": manifest.versions(self.catalogue.subject.versions),
        }


def _facts(chapters: Sequence[Chapter]) -> bytes:
    """The facts that the chapters state, as a file."""
    facts = [{"chapter": chapter.name, **asdict(fact)} for chapter in chapters for fact in chapter.facts]
    return manifest.json_bytes(facts)


def _words(text: Any) -> str:
    return " ".join(str(text or "").split())


def _unknown_settings(settings: Mapping[str, Mapping[str, Any]], exporter: ReportHTMLExporter) -> list[str]:
    """A line for each class or setting that neither the exporter nor a preprocessor has: nbconvert ignores those."""
    objects = (exporter, *exporter._preprocessors)
    known = {cls.__name__: cls for one in objects for cls in type(one).__mro__ if issubclass(cls, Configurable)}
    faults = unknown_names(settings, tuple(known), "unknown class")
    for name in settings.keys() & known.keys():
        faults += unknown_names(settings[name], known[name].class_trait_names(config=True), f"{name}: unknown setting")
    return faults


def _size(content: bytes) -> str:
    kilobytes = max(1, round(len(content) / 1000))
    return f"{kilobytes / 1000:.1f} MB" if kilobytes >= 1000 else f"{kilobytes} KB"
