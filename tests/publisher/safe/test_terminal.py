"""What a program wrote, as a terminal would have left it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.chapter.document import Chapter, Edition
from publisher.pages.words import PageWords
from publisher.safe import terminal
from publisher.safe.nodes import elements, raw_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n<b>\n", "a\n&lt;b&gt;"),
        ("10%\r20%\r100%\ndone\n", "100%\ndone"),
        ("a\r\nb\n", "a\nb"),
        ("hello world\rHE\n", "HEllo world"),
        ("Downloading 50%\r\x1b[KDone\n", "Done"),
        ("a" + "\n" * 500 + "b", "a\n\n\nb"),
        ("abc\b\bd", "ad"),
        ("\b\ba\n\b\bb", "a\nb"),  # no further back than the line
        ("\x1b[31mred\x1b[0m", '<span class="ansi-red-fg">red</span>'),
        ("\x1b[1;32mb\x1b[0m", '<span class="ansi-green-intense-fg ansi-bold">b</span>'),
        ("\x1b[38;5;208mo\x1b[0m", '<span class="ansi-yellow-fg">o</span>'),  # the nearest that can be read
        ("\x1b[48;2;200;10;10mo\x1b[0m", '<span class="ansi-red-bg">o</span>'),
        ("\x1b]0;title\x07x\x1b", "x"),
        ("\x1b]8;id=1;https://a.example\x1b\\Named\x1b]8;;\x1b\\ link", "Named link"),
        ("\x1b[31m<script>\x1b[0m", '<span class="ansi-red-fg">&lt;script&gt;</span>'),
        ("\u202ex", "x"),
        ("\ue0000\ue001", "0"),
    ],
)
def test_stream_is_what_a_terminal_would_leave(text: str, shown: str) -> None:
    nodes = terminal.read_colours(terminal.drop_commands(terminal.overwrite(text)))
    assert PageWords(Chapter("x", "X", ()), Edition("", "", ()), scrolls=False).html(nodes) == shown


@given(st.text(st.sampled_from("ab\n\r\b\t\x1b[]0;m31K\x07\\<&\u202e\ud800\x00")))
def test_any_text_can_be_read_and_loses_no_letter_to_colours(words: str) -> None:
    nodes = terminal.read_colours(terminal.drop_commands(terminal.overwrite(words)))
    text = raw_text(nodes)
    assert not set(text) & set("\x1b\x07\r\b\u202e\ud800\x00")
    assert all(set(one.attributes) <= {"class"} for one in elements(nodes))


@given(st.text(st.characters(exclude_characters="\r\b\x1b", codec="utf-8")))
def test_text_without_commands_is_left_by_a_terminal_as_it_is(words: str) -> None:
    assert terminal.overwrite(words) == words
