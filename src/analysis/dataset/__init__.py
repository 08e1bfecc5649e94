"""The only reader and writer of `data/`. Notebooks say `from analysis import dataset; dataset.load("documents")`."""

from analysis.dataset.schema import DatasetError
from analysis.dataset.tables import as_of, content_hash, grades, labels, load, loaded

__all__ = ["DatasetError", "as_of", "content_hash", "grades", "labels", "load", "loaded"]
