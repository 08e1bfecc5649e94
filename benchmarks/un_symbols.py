"""Time the reading of document symbols and of mentions in text: `python benchmarks/un_symbols.py`.

Three figures on one core: 20,000 distinct symbols read (goal: under one second), one megabyte of report-like text
searched (goal: under one second), and the worst inputs found so far, each as one megabyte of the same unit. An
input is worst where it costs most a character; none may cost more than in proportion to its length.
"""

import random
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import cast

from analysis.un import mentions, readings, symbols

COMMON = (
    "A/RES/{s}/{n}|A/HRC/{s}/L.{n}|A/C.3/{s}/L.{n}|E/CN.15/{y}/L.{n}|E/CN.4/RES/{y}/{n}|A/HRC/RES/{s}/{n}|A/{s}/{n}|"
    "A/{s}/L.{n}|A/C.3/{s}/L.{n}/Rev.1|S/{y}/{n}|A/{s}/481/Add.{n}|S/RES/{n} ({y})|ECE/TRANS/WP.{s}/{n}|E/{y}/L.{n}|"
    "A/{s}/7/ADD.{n}|A/RES/{s}/{n} B|A/res/{s}/{n}|A/{s}/{n} and Corr.1|A/{s}/{n}-E/{y}/{n}|A/RES/{n}(XIV)"
)
SHAPES = COMMON.split("|")
PROSE = (
    "Recalling {one} of {day}, and welcoming the report of the Secretary-General ({two}), the Assembly notes that the "
    "cooperation of Member States has to be strengthened further, as the Economic and Social Council held in {three}. "
)
# Found by trying what each part of the patterns repeats. What repeats is read once; different strings cost most.
WORST = (
    "A/x1.y ",
    "A/1 /22/333 ",
    "A/C.3/78/L.1 and Corr.1 and 2 ",
    "resolution 1/1, ",
    "1/1 of 1 May 1999 ",
    "A/AAAAAAAAAA",
    "A/A.",
    "Council resolution 1/",
    "(1 A (III) ",
    "12 (XX",
    "A/",
    "1",
    " ",
)


def distinct_symbols(count: int) -> list[str]:
    """Symbols of common shapes, all different but for the last shape, which has no room for so many."""
    texts = []
    for place in range(count):
        turn, number = divmod(place // len(SHAPES), 999)
        texts.append(SHAPES[place % len(SHAPES)].format(s=40 + turn, y=1982 + turn, n=number + 1))
    return texts


def report_text(size: int) -> str:
    """Prose with three mentions in some three hundred characters, nearly all different."""
    dice = random.Random(2)
    parts = []
    for _ in range(size // len(PROSE) + 1):
        session = dice.randint(50, 78)
        parts.append(
            PROSE.format(
                one=f"its resolution {session}/{dice.randint(1, 300)}",
                day=f"{dice.randint(1, 28)} December {1945 + session}",
                two=f"A/{session}/{dice.randint(1, 900)}/Add.{dice.randint(1, 9)}",
                three=f"its resolution {dice.randint(2007, 2020)}/{dice.randint(1, 60)}",
            )
        )
    return "".join(parts)[:size]


def seconds(work: Callable[..., object], *arguments: object) -> float:
    """Processor time of the call; what comes as an iterator is used up."""
    start = time.process_time()
    deque(cast("Iterable[object]", work(*arguments)), maxlen=0)
    return time.process_time() - start


def readings_of(texts: list[str]) -> Iterator[readings.Reading]:
    """The readings of the texts, without those that are refused."""
    for text in texts:
        with suppress(symbols.SymbolError):
            yield readings.read(text)


def main() -> None:
    texts, prose = distinct_symbols(20_000), report_text(1_000_000)
    print(
        f"{seconds(readings_of, texts):6.2f} s  {len(texts):,} symbols read, a fifth of them to be repaired or several"
    )
    print(
        f"{seconds(mentions.find, prose):6.2f} s  1 MB of prose searched: {len(list(mentions.find(prose))):,} mentions"
    )
    strangers = "".join(f"A/X{number}.Y " for number in range(90_000))
    print(
        f"{seconds(mentions.find, strangers):6.2f} s  1 MB of nothing but different strings that only look like symbols"
    )
    for unit in WORST:
        print(f"{seconds(mentions.find, unit * (1_000_000 // len(unit))):6.2f} s  1 MB of {unit!r} searched")


if __name__ == "__main__":
    main()
