"""The generated sections of `data/README.md`: the dictionary of tables and columns, and the counting rules.

Everything outside of the markers is written by hand and is never touched.
"""

import re
from collections.abc import Iterable

from analysis.dataset.schema import DatasetError, Field, Package, Table

DICTIONARY = "dictionary"
COUNTING_RULES = "counting rules"


def dictionary(package: Package, hand_written: str) -> str:
    """The text of `data/README.md` with its dictionary made anew from the package's schema."""
    return replace_section(hand_written, DICTIONARY, "\n".join(_table(table) for table in package.tables.values()))


def counting_rules(hand_written: str, measures: Iterable[tuple[str, str]]) -> str:
    """The text of `data/README.md` with its counting rules made anew from the measures' names and rules."""
    rules = [f"- **`{name}`**: {' '.join(rule.split())}\n" for name, rule in measures]
    return replace_section(hand_written, COUNTING_RULES, "".join(rules))


def replace_section(text: str, section: str, generated: str) -> str:
    """The text with what stands between the section's two markers replaced."""
    begin, end = f"<!-- begin {section} ", f"<!-- end {section} -->"
    pattern = re.compile(rf"({re.escape(begin)}[^\n]*-->\n).*?({re.escape(end)})", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise DatasetError(f"data/README.md: expected one section between {begin}… --> and {end}")
    return pattern.sub(lambda markers: f"{markers[1]}\n{generated}\n{markers[2]}", text)


def _table(table: Table) -> str:
    lines = [f"### `{table.name}`", "", table.description or table.title, ""]
    lines.append(f"File `{table.path}`; primary key `{'`, `'.join(table.primary_key)}`.")
    if table.cited:
        parts = ["the row itself" if part == "row" else f"`{part}`" for part in table.cited]
        lines.append(f"Must have a citation: {', '.join(parts)}.")
    lines += ["", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{field.name}` | {_type(table, field)} | {_meaning(field)} |" for field in table.fields]
    for field in table.fields:
        if field.enum:
            lines += ["", f"Values of `{field.name}`, in this order:", ""]
            lines += [f"- `{value}`: {_label(field, value)}" for value in field.enum]
    return "\n".join(lines) + "\n"


def _label(field: Field, value: str) -> str:
    remarks = [f"direction: {field.direction[value]}"] if value in field.direction else []
    remarks += [f"read from the earlier end: {field.turned[value]}"] if value in field.turned else []
    return field.labels.get(value, value) + (f" ({'; '.join(remarks)})" if remarks else "")


def _type(table: Table, field: Field) -> str:
    parts = [f"{field.type}, {field.kind}" if field.kind else field.type]
    parts += [f"→ `{key.table}.{', '.join(key.target)}`" for key in table.foreign_keys if key.columns == (field.name,)]
    parts += ["required"] * field.required
    return ", ".join(parts)


def _meaning(field: Field) -> str:
    text = f"**{field.title}**. {field.description}" if field.title else field.description
    text += f" Unit: {field.unit}." if field.unit else ""
    return text.strip().replace("|", r"\|").replace("\n", " ")
