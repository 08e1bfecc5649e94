"""What is about editions and not in them: `reports/index.html` over all of them, and `reports/status.json`."""

from __future__ import annotations

from html import escape
from typing import Any

from analysis.publish import html, manifest, store
from analysis.publish.editions import Catalogue


def write(reports: store.Store, catalogue: Catalogue) -> None:
    """Writes both files from what stands published: the editions of the catalogue first, in its order."""
    published = reports.manifests()
    names = [name for name in catalogue.names if name in published]
    names += [name for name in published if name not in names]
    entries = [_entry(name, published[name]) for name in names]
    status = {"editions": [_status(name, published.get(name)) for name in dict.fromkeys([*catalogue.names, *names])]}
    page = html.shell("Reports", f"<h1>Reports</h1>\n{''.join(entries) or '<p>No edition has been built yet.</p>'}")
    store.write(reports.reports / "index.html", page)
    store.write(reports.reports / "status.json", manifest.json_bytes(status))


def _entry(name: str, made: dict[str, Any]) -> str:
    """One edition: its title, what it covers, and the links to its pages and its PDF."""
    files = made.get("files", {})
    title = escape(made["title"])
    hidden = f'<span class="visually-hidden">: {title}</span>'
    links = [("Read", "index.html"), ("PDF", f"{name}.pdf"), ("Data", f"{name}-data.zip")]
    shown = " · ".join(f'<a href="{name}/{file}">{label}{hidden}</a>' for label, file in links if file in files)
    told = "; ".join(f"{escape(label)}: {escape(str(value))}" for label, value in made.get("wording", {}).items())
    return f"<section><h2>{title}</h2><p>{told}</p><p>{shown}</p></section>\n"


def _status(name: str, made: dict[str, Any] | None) -> dict[str, Any]:
    if made is None:
        return {"edition": name, "published": False}
    return {
        "edition": name,
        "published": True,
        "title": made["title"],
        "as_of": made["as_of"],
        "inputs_hash": made["inputs_hash"],
        "files": sorted(made.get("files", {})),
    }
