"""The fonts of pages, PDFs and figures; `README.md` beside this file says whose they are."""

from pathlib import Path

FOLDER = Path(__file__).parent
