"""What is about editions and not in them: `reports/index.html` over all of them, and `reports/status.json`.

Both say when each published edition was built, whether it is stale, since when and why. This is the one place of the
report that looks at the clock; nothing of it goes into an edition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from publisher.edition import manifest
from publisher.edition.folder import EditionExporter
from publisher.keep.archive import Archive
from publisher.keep.cache import Store
from publisher.keep.fingerprint import key
from publisher.plan.catalogue import Catalogue
from publisher.plan.parameters import UsageError


def write_overview(
    catalogue: Catalogue, archive: Archive, store: Store, attempts: Mapping[str, Mapping[str, Any]]
) -> None:
    """Writes both files from what stands published: the editions of the catalogue first, in its order.

    `attempts` are the outcomes of this build by edition (`status`, `problems`); those of earlier builds are kept.
    """
    published = archive.manifests()
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    editions = []
    for name in dict.fromkeys([*catalogue.names, *published]):
        made, before = published.get(name), store.read_note(f"state/{name}")
        note = dict(before)
        if (attempt := attempts.get(name)) and attempt["status"] != "preview":
            note["attempt"] = {"at": now.isoformat(), **attempt}
        why = _why_stale(name, made, catalogue, note.get("attempt", {}))
        note["since"] = note.get("since") or now.date().isoformat() if why else None
        if note != before:
            store.write_note(f"state/{name}", note)
        editions.append(_state(name, made, archive.reports / name, why, note))
    body = "".join(_entry(state, published.get(state["edition"])) for state in editions)
    page = EditionExporter().write_page("Reports", f"<h1>Reports</h1>\n{body}")
    archive.session.write_file(archive.reports / "index.html", page)
    archive.session.write_file(archive.reports / "status.json", manifest.json_bytes({"editions": editions}))


def _state(name: str, made: Mapping[str, Any] | None, link: Path, why: str, note: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of an edition: what stands, from when, and since when and why it is not what it should be."""
    return {
        "edition": name,
        "title": made["title"] if made else None,
        "published": made is not None,
        "as_of": made["as_of"] if made else None,
        "built": dt.datetime.fromtimestamp(link.stat().st_mtime, dt.UTC).date().isoformat() if made else None,
        "inputs_hash": made["inputs_hash"] if made else None,
        "stale": bool(why),
        "stale_since": note["since"],
        "why": why or None,
        "last_attempt": note.get("attempt"),
        "files": sorted(made["files"]) if made else [],
    }


def _why_stale(name: str, made: Mapping[str, Any] | None, catalogue: Catalogue, attempt: Mapping[str, Any]) -> str:
    """Why the edition that stands is not what its inputs would give now; empty where it is."""
    if name not in catalogue.names:
        return "no longer listed in editions.yml"
    try:
        plan = catalogue.plan(name)
    except UsageError as error:
        return error.lines[0]
    if made and made["inputs_hash"] == key(manifest.inputs(plan, catalogue)):
        return ""
    if attempt.get("status") == "failed":
        problem = attempt["problems"][0].splitlines()[0] if attempt.get("problems") else ""
        return f"the last build failed: {problem}"
    return "its inputs have changed since" if made else "not built yet"


def _entry(state: Mapping[str, Any], made: Mapping[str, Any] | None) -> str:
    """One edition on the page: its title, what it covers, the links to its pages and its PDF, its state."""
    name = state["edition"]
    stale = f"<p><strong>Not up to date</strong> since {state['stale_since']}: {escape(state['why'] or '')}.</p>"
    if made is None:
        return f"<section><h2>{escape(name)}</h2>{stale}</section>\n"
    title = escape(made["title"])
    hidden = f'<span class="visually-hidden">: {title}</span>'
    files = [("Read", "index.html"), ("PDF", f"{name}.pdf"), ("Data", f"{name}-data.zip")]
    links = " · ".join(f'<a href="{name}/{file}">{label}{hidden}</a>' for label, file in files if file in made["files"])
    covers = "; ".join(f"{escape(label)}: {escape(str(value))}" for label, value in made["wording"].items())
    built = f"<p>{f'{covers}. ' if covers else ''}Built on {state['built']}.</p>"
    return f"<section><h2>{title}</h2>{built}<p>{links}</p>{stale if state['stale'] else ''}</section>\n"
