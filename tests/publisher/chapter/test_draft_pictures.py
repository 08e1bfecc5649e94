"""Pictures in a stranger's text: which are found, under which names they are kept, and what no path leads to."""

import base64
import io
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image as Pixels

from publisher.chapter.document import RenderError
from publisher.chapter.draft import Draft
from publisher.safe.nodes import Element, Image, Words, elements

CONTENT = b"\x89PNG\r\n\x1a\n...."
PNG = base64.b64encode(CONTENT).decode()
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><path d='M 0 0'/></svg>"


def _read(address: str, draft: Draft, **attributes: str) -> Words:
    return draft.read_image(Element("img", {"src": address, "alt": "A", **attributes}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A notebook's folder, with pictures in it, below it and beside it."""
    folder = tmp_path / "notebooks"
    (folder / "images").mkdir(parents=True)
    for path in (folder / "images" / "a b.png", folder / "a%20b.png", tmp_path / "secret.png", folder / "words.txt"):
        path.write_bytes(CONTENT)
    (folder / "drawing.svg").write_text(SVG)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "folder.png").mkdir()
    return folder


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("images/a b.png", "x-1.png"),
        ("images/a%20b.png", "x-1.png"),
        ("./images/../images/a%20b.png", "x-1.png"),
        ("a%2520b.png", "x-1.png"),
        ("drawing.svg", "x-1.svg"),
    ],
)
def test_picture_in_or_below_the_notebook_s_folder_is_read(folder: Path, address: str, name: str) -> None:
    draft = Draft("x", folder=folder, cell=1)
    assert _read(address, draft) == [Image(name, "A")]
    assert list(draft.pictures) == [name] and not draft.warnings


@pytest.mark.parametrize(
    "address",
    [
        "../secret.png",
        "%2e%2e/secret.png",
        "images/../../secret.png",
        "link.png",
        "words.txt",
        "folder.png",
        "gone.png",
        "gone.svg",
        "",
        "file:images/a%20b.png",
        "%00.png",
        "a" * 300 + ".png",
        "a/" * 3_000 + "b.png",
    ],
)
def test_no_other_file_is_read(folder: Path, address: str) -> None:
    for given in (address, address.replace("../", f"{folder.parent}/")):
        draft = Draft("x", folder=folder, cell=1)
        (said,) = _read(given, draft)
        assert said == Element("span", {"class": "notice"}, ["(The picture “A” cannot be shown here.)"])
        assert draft.pictures == {} and list(draft.warnings) == ["x: cell 1: the picture “A” cannot be shown"]


def test_nothing_is_read_for_a_notebook_that_lies_nowhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    draft = Draft("x")
    assert isinstance(_read("images/a%20b.png", draft)[0], Element) and draft.pictures == {}


@pytest.mark.parametrize("address", ["x_files/a b.png", "x_files/a%20b.png"])
def test_file_that_the_notebook_brings_comes_before_one_on_the_disk(folder: Path, address: str) -> None:
    draft = Draft("x", folder=folder, files={"x_files/a b.png": CONTENT, "x_files/a.txt": b"words"}, cell=1)
    assert _read(address, draft) == [Image("x-1.png", "A")]
    assert isinstance(_read("x_files/a.txt", draft)[0], Element)


@pytest.mark.parametrize(
    "address",
    [
        f"data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}",
        f"data:image/svg+xml;charset=utf-8,{quote(SVG)}",
        f"data:image/svg+xml,{SVG}",
    ],
)
def test_drawing_written_out_in_its_address_is_kept_as_nodes(address: str) -> None:
    draft = Draft("x", cell=2)
    assert _read(address, draft) == [Image("x-2.svg", "A")]
    drawing = draft.pictures["x-2.svg"]
    assert isinstance(drawing, Element) and [one.tag for one in elements([drawing])] == ["svg", "path"]


@pytest.mark.parametrize(
    "address",
    [
        "data:image/svg+xml;base64,!!!",
        "data:image/svg+xml,<svg><script/></svg>",
        "data:image/png;base64,bm90IGEgcG5n",
        "data:text/html,<script>",
        "data:image/tiff;base64,SUkqAA==",
        "embedded:0",
        "embedded:",
        "embedded:-1",
        "embedded:" + "9" * 5_000,
        "kept:../../etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_picture_that_may_be_shown_is_said_in_its_place(address: str) -> None:
    draft = Draft("x", cell=2)
    (said,) = _read(address, draft)
    assert isinstance(said, Element) and "cannot be shown here" in str(said.children)
    assert draft.pictures == {} and draft.warnings


def test_picture_keeps_the_size_that_it_is_given() -> None:
    draft = Draft("x", cell=2)
    assert _read(f"data:image/png;base64,{PNG}", draft, width="30") == [Image("x-2.png", "A", 30, None)]


def test_type_is_that_of_the_bytes_whatever_the_address_says() -> None:
    written = io.BytesIO()
    Pixels.new("RGB", (1, 1)).save(written, "JPEG")
    draft = Draft("x", cell=2)
    assert _read(f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}", draft) == [
        Image("x-2.jpg", "A")
    ]


@pytest.mark.parametrize("alt", ["", "  "])
def test_picture_without_words_gets_some_and_is_an_error_where_strict(alt: str) -> None:
    address = f"data:image/png;base64,{PNG}"
    assert _read(address, Draft("x", cell=2), alt=alt) == [Image("x-2.png", "Picture without a description")]
    with pytest.raises(RenderError, match="x: cell 2: a picture has no alt text"):
        _read(address, Draft("x", strict=True, cell=2), alt=alt)
