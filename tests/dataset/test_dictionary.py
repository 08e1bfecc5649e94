"""The generated sections of the data's README."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.dataset import DatasetError, canonical, dictionary, schema

README = "# By hand\n\n<!-- begin dictionary (x) -->\nold\n<!-- end dictionary -->\n\nAlso by hand.\n"


@pytest.mark.parametrize("text", ["", "# No section\n", README + README])
def test_readme_without_one_section_is_refused(tiny: Path, text: str) -> None:
    with pytest.raises(DatasetError, match="expected one section between"):
        dictionary.dictionary(schema.package(tiny), text)


def test_dictionary_tells_every_table_column_and_value_and_leaves_the_rest(tiny: Path) -> None:
    text = dictionary.dictionary(schema.package(tiny), README)
    assert text.startswith("# By hand\n\n<!-- begin dictionary (x) -->\n")
    assert text.endswith("<!-- end dictionary -->\n\nAlso by hand.\n")
    assert "old" not in text
    assert "### `things`\n\nThings that are.\n" in text
    assert "| `kind` | string | What it is \\| or was. |" in text
    assert "| `size` | integer | Unit: cm. |" in text
    assert "| `parent_id` | string, → `things.thing_id` |" in text
    assert "- `zebra`: A zebra\n- `ant`: An ant\n" in text
    assert "Must have a citation: the row itself." in text
    assert dictionary.dictionary(schema.package(tiny), text) == text


def test_counting_rule_is_the_first_paragraph_of_the_docstring() -> None:
    text = "<!-- begin counting rules (x) -->\n<!-- end counting rules -->\n"
    made = dictionary.counting_rules(text, [("adoption.rhythm", "Years between\n    adoptions.\n\n    Details.")])
    assert "- **`adoption.rhythm`**: Years between adoptions.\n" in made
    assert "Details" not in made


def test_format_renews_the_dictionary(tiny: Path) -> None:
    readme = tiny / "data" / "README.md"
    readme.write_text(README)
    assert canonical.format_project(tiny) == [readme]
    assert "### `things`" in readme.read_text()


def test_readme_of_the_data_is_not_stale(package: schema.Package) -> None:
    text = (Path(__file__).parents[2] / "data" / "README.md").read_text(encoding="utf-8")
    assert dictionary.dictionary(package, text) == text
