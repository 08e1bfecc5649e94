"""Rules on the manner of adoption and on tallies."""

import re
from collections.abc import Iterator

from analysis.dataset.rules.registry import Tables, Violation, rows, rule, violation
from analysis.dataset.schema import Package

COUNTS = ("yes_count", "no_count", "abstain_count")
RECORDED = "recorded-vote"
NO_VOTE = "without-a-vote"
# A printed tally: 35-2-15, or 35 to 2, with 15 abstentions.
PRINTED = re.compile(r"\b(\d{1,3})(?:[-–]| (?:votes )?to )(\d{1,3})(?:[-–]|,? with )(\d{1,3})\b")
# Seats that founding texts fix; no organ of the United Nations has more members than the Assembly.
SEATS = {"security-council": 15, "economic-and-social-council": 54, "human-rights-council": 47}
MEMBERS = 193


@rule
def tally_goes_with_recorded_vote(tables: Tables, package: Package) -> Iterator[Violation]:
    """A stage has all three counts if its manner is a recorded vote, and none of them otherwise."""
    for row in rows(tables, "stages"):
        for column in COUNTS:
            if row["manner"] == RECORDED and not row[column]:
                yield violation(row, column, "is blank for a recorded vote", "the count, 0 where there was none")
            if row["manner"] != RECORDED and row[column]:
                wrong = f"is {row[column]} though the manner is {row['manner'] or 'blank'}"
                yield violation(row, column, wrong, f"a blank, or the manner {RECORDED}")


@rule
def tally_adds_up(tables: Tables, package: Package) -> Iterator[Violation]:
    """A tally is the one that the source prints, has no more votes than the body has members, and carries its result.

    A text is adopted by more yes than no, and rejected otherwise. The tally as printed stands in `manner_as_stated`,
    so that each count is told twice.
    """
    for row in rows(tables, "stages"):
        counts = [int(row[column]) for column in COUNTS if re.fullmatch(r"\d{1,4}", row[column])]
        if len(counts) < 3:
            continue
        seats = SEATS.get(row["body"], MEMBERS)
        if sum(counts) > seats:
            yield violation(row, "", f"{sum(counts)} votes were cast", f"at most {seats}, the members of the body")
        rejected = "rejected" in row["manner_as_stated"]
        if (row["stage"] == "adopted" or rejected) and (counts[0] > counts[1]) == rejected:
            wrong = f"{counts[0]} to {counts[1]} does not {'reject' if rejected else 'adopt'} a text"
            yield violation(row, "yes_count", wrong, "no majority for it" if rejected else "more yes than no")
        printed = PRINTED.search(row["manner_as_stated"])
        if printed is None and row["manner"] == RECORDED:
            right = f"the tally as the source prints it, such as {'-'.join(map(str, counts))}"
            yield violation(row, "manner_as_stated", "prints no tally for a recorded vote", right)
        elif printed and [int(count) for count in printed.groups()] != counts:
            wrong = f"{'-'.join(map(str, counts))} differs from {printed[0]!r} in manner_as_stated"
            yield violation(row, "yes_count", wrong, "the same three numbers")


@rule
def manner_fits_words(tables: Tables, package: Package) -> Iterator[Violation]:
    """The manner does not contradict the words of the source: consensus is no vote, and a printed tally is one."""
    for row in rows(tables, "stages"):
        words = row["manner_as_stated"].lower()
        if row["manner"] == NO_VOTE and PRINTED.search(words):
            yield violation(row, "manner", f"is {NO_VOTE} though the source prints {words!r}", RECORDED)
        if row["manner"] == RECORDED and ("without a vote" in words or "consensus" in words):
            yield violation(row, "manner", f"is {RECORDED} though the source says {words!r}", NO_VOTE)


@rule
def manner_is_of_a_decision(tables: Tables, package: Package) -> Iterator[Violation]:
    """Only a stage at which a body decides has a manner: a text is not tabled, issued or launched by a vote."""
    deciding = {"approved-in-committee", "amendment-voted", "adopted"}
    for row in rows(tables, "stages"):
        if row["manner"] and row["stage"] not in deciding:
            yield violation(row, "manner", f"is {row['manner']} for the stage {row['stage']}", "a blank")
