"""What planning, hashing and finding nothing to do cost, for 10 to 10,000 editions.

Each size is a project of its own in a temporary folder: a matrix of editions, each published by simulation (a folder
with a manifest, no kernel). Measured are the plan alone and the whole `analysis build` that finds nothing to do, as
a process of its own; the first column beside is Python starting and ending.

    python benchmarks/editions.py [SIZE]...
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from publisher import build
from publisher.edition import manifest
from publisher.keep.archive import MANIFEST, Archive
from publisher.keep.cache import Store
from publisher.keep.fingerprint import key
from publisher.keep.session import hold_reports
from publisher.plan.catalogue import Catalogue

ROOT = Path(__file__).parent.parent


def project_of(size: int, folder: Path) -> Path:
    """A project whose list names `size` editions by a matrix of years."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    shutil.copy(ROOT / "requirements.lock", folder)
    head = (folder / "notebooks" / "editions.yml").read_text(encoding="utf-8").split("\neditions:")[0]
    firsts = [1945 + n for n in range(min(size, 50))]
    lasts = [2000 + n for n in range(min(max(1, size // 50), 100))]
    actors = ["BLR", "PHL"][: max(1, size // 5000)]
    matrix = f"{{first_year: {firsts}, last_year: {lasts}, actor: {actors}}}"
    entry = f"  years:\n    title: Years\n    matrix: {matrix}\n"
    (folder / "notebooks" / "editions.yml").write_text(f"{head}\neditions:\n{entry}", encoding="utf-8")
    return folder


def publish(project: Path) -> float:
    """Publishes every edition by simulation; returns the seconds that plans and hashes took."""
    began = time.perf_counter()
    catalogue = Catalogue(project)
    plans = catalogue.plans()
    hashes = [key(manifest.inputs(plan, catalogue)) for plan in plans]
    seconds = time.perf_counter() - began
    with hold_reports(project / "reports") as session:
        archive, store = Archive(session), Store(session)
        build.check_data(catalogue, store)
        for plan, inputs_hash in zip(plans, hashes, strict=True):
            workspace = session.make_workspace()
            made = {"title": plan.title, "as_of": str(plan.date), "wording": {}, "inputs_hash": inputs_hash}
            files = {f"{chapter.name}.html": {"bytes": 4} for chapter in plan.chapters}
            for name in files:
                (workspace / name).write_text("page")
            (workspace / MANIFEST).write_text(json.dumps({**made, "files": files}))
            workspace.rename(made_folder(archive.reports / "archive" / plan.name / f"{plan.date}-{inputs_hash[:8]}"))
    return seconds


def made_folder(place: Path) -> Path:
    place.parent.mkdir(parents=True)
    return place


def process(*arguments: str, project: Path) -> float:
    began = time.perf_counter()
    environment = {**os.environ, "ANALYSIS_PROJECT": str(project)}
    subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [10, 20, 100, 1_000, 10_000]
    print(f"{'editions':>8} {'python -c pass':>15} {'plan and hash':>14} {'no-op build':>12} {'ratio':>6}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            project = project_of(size, Path(folder) / "project")
            planned = publish(project)
            process("-m", "analysis.cli", "build", project=project)  # links and the page over all editions
            empty = min(process("-c", "pass", project=project) for _ in range(3))
            idle = min(process("-m", "analysis.cli", "build", project=project) for _ in range(5 if size <= 1000 else 2))
            print(f"{size:>8} {empty:>13.3f} s {planned:>12.3f} s {idle:>10.3f} s {idle / empty:>6.1f}", flush=True)


if __name__ == "__main__":
    main()
