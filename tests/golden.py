"""The SHA-256 of everything that readers receive, so that a change of the code can be shown to change no byte of it.

Covers every file of both editions and, as page and PDF, the strangers' notebooks of `test_pdf_pages.py`. The hashes of
the code and of the lock file, which editions print, are replaced by fixed values.

    python tests/golden.py > before.txt      # then change the code
    python tests/golden.py | diff before.txt -

`--keep FOLDER` writes the files as well, to be looked at where they differ.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat.v4 import new_notebook

from publisher import build
from publisher.edition import manifest
from publisher.keep import fingerprint
from publisher.pages.exporter import ReportHTMLExporter
from publisher.pdf.exporter import ReportPDFExporter
from publisher.plan.catalogue import Catalogue

ROOT = Path(__file__).parents[1]
STRANGERS = ROOT / "tests" / "publisher" / "pdf" / "test_pdf_pages.py"


def editions(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of every edition but its manifest, built in the folder."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    fingerprint.code_hash = lambda packages: "code"  # type: ignore[assignment]
    manifest.versions = lambda packages: {"python": "3"}
    catalogue = Catalogue(folder)
    for outcome in build.build(catalogue, catalogue.plans()):
        assert outcome.status == "published", outcome
        for path in sorted((folder / "reports" / outcome.edition).iterdir()):
            if path.name != "manifest.json":
                yield f"{outcome.edition}/{path.name}", path.read_bytes()


def strangers() -> Iterator[tuple[str, bytes]]:
    """The strangers' notebooks, each as a page and as a PDF."""
    spec = importlib.util.spec_from_file_location("strangers", STRANGERS)
    assert spec and spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules["strangers"] = module
    spec.loader.exec_module(module)
    for trouble in module.TROUBLES:
        for exporter in (ReportHTMLExporter(), ReportPDFExporter()):
            content, _ = exporter.from_notebook_node(new_notebook(cells=trouble()), {"metadata": {"name": "stranger"}})
            made = content if isinstance(content, bytes) else content.encode()
            yield f"strangers/{trouble.__name__}{exporter.file_extension}", made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the files there too")
    keep = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (*editions(Path(folder)), *strangers()):
            print(hashlib.sha256(content).hexdigest(), name, flush=True)
            if keep:
                path = keep / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


if __name__ == "__main__":
    main()
