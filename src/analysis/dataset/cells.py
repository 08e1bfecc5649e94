"""Single columns as text, without pandas: for what must answer before any chapter runs."""

from pathlib import Path

from analysis.dataset import content, schema


def cells(table: str, column: str, *, project: Path | None = None) -> list[str]:
    """The cells of one column as printed, blank ones as empty strings; `DatasetError` where there is no such column."""
    package = schema.package(project)
    described = package.table(table)
    described.field(column)
    raw = content.parse_csv(content.read_bytes(package, described), described.path)
    return [row[column] for row in content.rows(raw, described)]
