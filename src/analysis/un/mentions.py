"""Mentions of documents in running text: symbols as written, and citations by number and date.

What looks like a symbol and cannot be read is passed over; press releases (GA/10968) are no mention.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise

from analysis.un import bodies, citations, dates, readings, sessions
from analysis.un.citations import CITING, DOUBTFUL, UNDECIDED, Citation, Finding
from analysis.un.sessions import Verdict
from analysis.un.symbols import Symbol, SymbolError

PRINTED, REPAIRED, INHERITED = 1.0, 0.9, 0.3
REACH = 160  # how far before a citation the name of its body may stand
SMALL = 100  # "A/4 paper" is no document
GLUED = 10_000  # document numbers of a session stay below this; above, a footnote's figure may be glued on

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
GAP = r"[\s\u200b-\u200d]{1,3}"  # dates have invisible characters among their blanks
DATE = rf"(?:\d{{1,2}}{GAP}{MONTH},?{GAP}\d{{4}}|{MONTH}{GAP}(?:\d{{1,2}},{GAP})?\d{{4}})"
OF_DATE = rf"(?:(?:,?{GAP}(?:of|dated|adopted{GAP}on){GAP}|{GAP}\()(?P<date>{DATE})\b)"
ROMAN = r"(?:E?S-)?[IVXLC]{1,8}"
PART = r"[A-Z](?:-[A-Z]|\s(?:and|to)\s[A-Z]\b)?"
ENDS = r"(?=\s{1,3}(?:of|and|or|adopted|dated)\b|\s?[,;.)\]]|\s*$)"

TO = r"(?:[\u2010-\u2015-](?:(?:Add|Corr|Rev)\.)?\d{1,5}\b(?!/))"  # the end of a range
ROOTS = sorted({prefix.partition("/")[0] for one in bodies.table().values() for prefix in one.prefixes}, reverse=True)
SYMBOL = re.compile(
    rf"(?:(?:{'|'.join(ROOTS)})/|AA/(?=\d\d/|RES/|C\.|HRC/)|[ase]/(?:res|dec|prst|hrc)/)"
    r"(?:[A-Za-z0-9]|[./-](?=[A-Za-z0-9]))(?:[A-Za-z0-9\[\]]|[./-](?=[A-Za-z0-9(.])|(?<=\d)\s(?=/\d{1,4}\b(?!/))){0,60}"
    rf"(?:\s[A-Z](?=\s?\({ROMAN}\)))?"
    rf"(?:(?:\s|%20)?\((?:{ROMAN}|\d{{4}}|Part [IVX]{{1,5}}|Resumption \d)\))?(?:\[[A-Z](?:-[A-Z])?\])?"
    rf"(?:\s{PART}{ENDS})?"
    r"(?:(?:(?<=/Add)|(?<=/Corr)|(?<=/Rev))\.\s\d{1,3})?"
    r"(?:,?\s(?:and\s)?(?:Add|Corr|Rev)\.\d{1,3}(?:/(?:Add|Corr|Rev)\.\d{1,3})?(?:\sand\s\d{1,2}\b(?!/))?"
    rf"{TO}?){{0,4}}{TO}?"
    r"(?:(?:,|;|\s{1,3}and)?\s{1,3}/(?:3[1-9]|[4-9]\d)/\d{1,4}){0,4}"  # no symbol begins A/12/345
)
HOSTS = ("undocs.org/", "docs.un.org/")
ADDRESSES = tuple(host + language for host in HOSTS for language in ("", "ar/", "en/", "es/", "fr/", "ru/", "zh/"))
PLAIN = frozenset({"list", "joint", "range", "inherited", "dash"})  # several symbols in one run, all well written
AFTER = re.compile(rf"\)?{OF_DATE}")
WORD = re.compile(
    r"\b(?P<act>[Rr]es(?:olution)?|[Dd]ec(?:ision)?|RESOLUTION|DECISION)s?\.?\s{1,3}(?:[Nn]os?\.?\s)?(?=[\dES])"
)
NUMBER = re.compile(
    rf"(?:(?P<session>(?:E?S-)?\d{{1,4}})/(?P<number>\d{{1,4}})(?![/\d])(?:\s?(?P<part>{PART}){ENDS})?"
    r"(?:\s?\(\d{4}\))?"  # the year that some add to an Assembly resolution
    r"|(?P<serial>\d{1,4})\s?\((?P<year>(?:19|20)\d\d)\)"
    rf"|(?P<old>\d{{1,4}})(?:\s?(?P<letter>{PART}))?\s?\((?P<roman>{ROMAN})\))"
    rf"{OF_DATE}?"
)
ACTS = {"res": "resolution", "dec": "decision"}
OTHERS = re.compile(  # what else has a number and a date
    r"\b(?:[Nn]os?\.?|[Aa]rticles?|[Cc]ase|[Ss]ection|[Rr]ule|Act|Law|Decree|Directive|Order|Regulation|Bill)\s{1,3}$"
)
NEXT = re.compile(r"(?:,\s{0,3}and|,|;\s{0,3}and|;|\s{1,3}and)\s{1,3}")
BARE = re.compile(rf"(?=\d{{1,4}}(?:/\d|\s?[A-Z]?\s?\([ESIVXLC-]{{1,8}}\)\s{{1,3}}of)){NUMBER.pattern}")
NAMES = tuple(sorted({name for one in citations.table() for name in one.names}, key=len, reverse=True))
NAME = re.compile(rf"\b(?:{'|'.join(map(re.escape, NAMES))})\b")
BY_BODY = re.compile(rf"\s{{1,3}}of\sthe\s({NAME.pattern})")


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention: where it stands, what it means, how sure that is (1 as printed, 0 not decided), and why.

    `citation` names an act that has no symbol of its own; `candidates` is what an undecided mention may mean.
    """

    start: int
    end: int
    text: str
    symbol: Symbol | None
    citation: str | None
    date: str | None
    confidence: float
    repairs: tuple[str, ...]
    note: str
    candidates: tuple[str, ...]


def find(text: str, citing: str | None = None) -> Iterator[Mention]:
    """The mentions in the text, in order; `citing` is the body whose text it is, for "its resolution 61/180".

    >>> next(find("See resolution 64/293 of 30 July 2010."))
    Mention(start=15, end=21, text='64/293', symbol=..., date='2010-07-30', confidence=0.9, ...)
    >>> [str(one.symbol) for one in find("its resolutions 55/25 of 15 November 2000 and 58/137 of 22 December 2003")]
    ['A/RES/55/25', 'A/RES/58/137']
    >>> [(str(one.symbol), one.confidence) for one in find("documents (A/66/398 /67/497.")]
    [('A/66/398', 1.0), ('A/67/497', 0.3)]
    >>> [one.citation for one in find("CCPCJ resolution 20/3; press release GA/10968")]
    ['CCPCJ resolution 20/3']
    """
    last = (0, 0)
    worded = list(_after_words(text, citing))
    found = [*_symbols(text), *worded, *_without_words(text, {mention.start for mention in worded})]
    for mention in sorted(found, key=lambda one: (one.start, -one.end)):
        span = (mention.start, mention.end)
        if mention.start >= last[1] or span == last:  # the documents of a range share one place
            yield mention
            last = span


def _symbols(text: str) -> Iterator[Mention]:
    for match in SYMBOL.finditer(text):
        start = match.start()
        if _is_inside(text, start) and not text.endswith(ADDRESSES, 0, start):
            continue
        readable = ((run, reading) for run in _shorter_runs(match[0]) if (reading := _reading(run)))
        for written, reading in islice(readable, 1):
            when = _date(AFTER.match(text, start + len(written)))
            yield from _in_run(written, start, reading, when)


@lru_cache(maxsize=4096)
def _reading(written: str) -> readings.Reading | None:
    try:
        return readings.read(written)
    except SymbolError:
        return None


def _shorter_runs(run: str) -> Iterator[str]:
    """The run of symbols; if need be its first symbol; or less, where a sentence begins without a blank."""
    yield run
    if separator := readings.SEPARATOR.search(re.sub(r"\s", " ", run)):
        yield run[: separator.start()]
    if "." in run:
        yield run.rpartition(".")[0]
    if "(" in run:
        yield run.partition("(")[0].rstrip()


def _in_run(written: str, start: int, reading: readings.Reading, when: str | None) -> Iterator[Mention]:
    """The mentions in one run of symbols, each at its own place where the run has as many pieces as symbols."""
    flat = re.sub(r"\s", " ", written)
    breaks = [(0, 0), *(one.span() for one in readings.SEPARATOR.finditer(flat)), (len(flat), len(flat))]
    spans = [(before[1], after[0]) for before, after in pairwise(breaks)]
    if len(spans) != len(reading.symbols):
        spans = [(0, len(written))] * len(reading.symbols)
    for symbol, (begin, end) in zip(reading.symbols, spans, strict=True):
        shown = written[begin:end]
        is_inherited = shown.startswith("/")
        kept = () if shown == symbol.text else reading.repairs
        repairs = tuple(repair for repair in kept if is_inherited or repair != "inherited")
        confidence, note = _trust(symbol, when, is_inherited, not PLAIN.issuperset(repairs))
        yield Mention(start + begin, start + end, shown, symbol, None, when, confidence, repairs, note, ())


def _trust(symbol: Symbol, when: str | None, is_inherited: bool, is_repaired: bool) -> tuple[float, str]:
    if is_inherited:
        return INHERITED, "the beginning is taken from the symbol before"
    if symbol.session is None and symbol.text.count("/") == 1 and (symbol.number or 0) < SMALL:
        return DOUBTFUL, "a small serial number alone"
    if symbol.session and (symbol.number or 0) >= GLUED:
        return DOUBTFUL, "the figure of a footnote may be glued to the number"
    if when and sessions.fits(symbol, dates.parse(when)).verdict is Verdict.NO:
        return DOUBTFUL, "the date does not fit the session"
    return (REPAIRED if is_repaired else PRINTED), ""


def _after_words(text: str, citing: str | None) -> Iterator[Mention]:
    """Citations after "resolution" or "decision", alone or in a list that may share the date at its end."""
    for word in WORD.finditer(text):
        numbers = []
        position = word.end()
        while number := NUMBER.match(text, position):
            numbers.append(number)
            separator = NEXT.match(text, number.end())
            if separator is None:
                break
            position = separator.end()
        near = text[max(0, word.start() - REACH) : word.start()].rpartition(". ")[2].rstrip()
        names = [name for name in NAMES if near.endswith(name) and not near[: -len(name)][-1:].isalnum()]
        beside = names[0] if names else ""
        shared = None
        mentions = []
        for number in reversed(numbers):
            following = BY_BODY.match(text, number.end())
            name = following[1] if following else beside
            own = _date(number)
            for citation, start, end in _citations(number, ACTS[word["act"][:3].lower()]):
                when = own or shared
                finding = _resolve(citation, when, name, near, citing)
                if not own and finding.confidence <= DOUBTFUL:  # the date at the end is not meant for this one
                    when, finding = None, _resolve(citation, None, name, near, citing)
                mentions.append(_mention(text, start, end, finding, when))
            shared = own or shared
        yield from reversed(mentions)


def _without_words(text: str, known: set[int]) -> Iterator[Mention]:
    """Numbers with a date and no word: "as well as 63/194 of 18 December 2008"."""
    for number in BARE.finditer(text):
        when = None if number.start() in known else _date(number)
        before = text[max(0, number.start() - REACH) : number.start()]
        if when and not _is_inside(text, number.start()) and not OTHERS.search(before):
            for citation, start, end in _citations(number, ""):
                finding = _resolve(citation, when, "", "", None)
                if finding.candidates or finding.confidence > UNDECIDED:
                    yield _mention(text, start, end, finding, when)


def _resolve(citation: Citation, when: str | None, beside: str, near: str, citing: str | None) -> Finding:
    """The finding with the body beside the number; a body farther off counts only where the date leaves it open."""
    span = dates.parse(when) if when else None
    finding = citations.resolve(citation, span, citations.series_named(beside), citing)
    names = [] if beside or finding.confidence > UNDECIDED else NAME.findall(near)
    if not names:
        return finding
    nearest = citations.resolve(citation, span, citations.series_named(names[-1]), citing)
    if nearest.confidence == UNDECIDED:
        return nearest
    return replace(nearest, confidence=min(nearest.confidence, CITING), note="body named before, not beside")


def _citations(number: re.Match[str], act: str) -> Iterator[tuple[Citation, int, int]]:
    """What a number cites, and where: one act, or two for "59/112 A and B"; the last first."""
    if number["serial"]:
        first, second, style, group = number["serial"], number["year"], "serial", "year"
    elif number["old"]:
        first, second, style, group = number["old"], number["roman"], "roman", "letter"
    else:
        first, second, group = number["session"], number["number"], "part"
        style = "year" if re.fullmatch(r"(?:19|20)\d\d", first) else "session"
    end = max(number.end(name) for name in ("number", "part", "year", "roman"))
    end += 1 if style in ("serial", "roman") else 0
    parts = re.sub(r"\sto\s", "-", number[group] or "").split(" and ") if group != "year" else [""]
    for part in reversed(parts[1:]):
        begin = number.start(group) + len(parts[0]) + len(" and ")
        yield Citation(first, second, style, act, part), begin, end
    first_end = number.start(group) + len(parts[0]) if len(parts) > 1 else end
    yield Citation(first, second, style, act, parts[0]), number.start(), first_end


def _mention(text: str, start: int, end: int, finding: Finding, when: str | None) -> Mention:
    act, note = (finding.symbol, finding.name), finding.note
    return Mention(start, end, text[start:end], *act, when, finding.confidence, (), note, finding.candidates)


def _date(match: re.Match[str] | None) -> str | None:
    """The date that a match found, as EDTF; None without one, or for a day that no calendar has."""
    if match is None or not match["date"]:
        return None
    words = re.sub(r"[,\u200b-\u200d]", " ", match["date"]).split()
    month = next(word for word in words if word[:3] in MONTHS)
    figures = [word for word in words if word.isdecimal()]
    year = figures.pop()
    parts = [year, f"{MONTHS.index(month[:3]) + 1:02d}", *(f"{int(day):02d}" for day in figures)]
    text = "-".join(parts)
    return text if dates.span_of(text) else None


def _is_inside(text: str, start: int) -> bool:
    """True where the place is within a longer word, number or path."""
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_/.-")
