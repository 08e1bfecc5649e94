"""The generated sections of the data's README."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.dataset import DatasetError, canonical, dictionary, schema
from analysis.measures import rules

ROOT = Path(__file__).parents[3]
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


def test_counting_rules_stand_with_the_names_of_their_measures_and_leave_the_rest() -> None:
    text = README + "<!-- begin counting rules (x) -->\nold\n<!-- end counting rules -->\n"
    made = dictionary.counting_rules(text, [("adoption.rhythm", "Years between\nadoptions."), ("spans.count", "All.")])
    assert "- **`adoption.rhythm`**: Years between adoptions.\n- **`spans.count`**: All.\n" in made
    assert made.startswith(README)
    assert dictionary.counting_rules(made, [("spans.count", "All.")]).count("**") == 2


def test_format_renews_the_dictionary(tiny: Path) -> None:
    readme = tiny / "data" / "README.md"
    readme.write_text(README)
    assert canonical.format_project(tiny) == [readme]
    assert "### `things`" in readme.read_text()


def test_format_renews_the_counting_rules_of_the_measures(tiny: Path) -> None:
    readme = tiny / "data" / "README.md"
    readme.write_text(README + "<!-- begin counting rules (x) -->\n<!-- end counting rules -->\n")
    canonical.format_project(tiny, measures=[("spans.count", "All.")])
    assert "- **`spans.count`**: All.\n" in readme.read_text()
    assert canonical.format_project(tiny) == []


def test_readme_of_the_data_is_not_stale() -> None:
    """Both generated sections are what `analysis format` would write now."""
    readme = ROOT / "data" / "README.md"
    assert canonical.canonical_files(ROOT, rules.every())[readme] == readme.read_bytes()


def test_every_module_of_measures_states_how_it_counts() -> None:
    named = {name.partition(".")[0] for name, _ in rules.every()}
    assert {"adoption", "context", "coverage", "pathways", "spans", "timeline", "audit: date-on-record"} <= named
