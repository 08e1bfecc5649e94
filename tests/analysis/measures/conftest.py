"""Tiny tables, as the data package types them, for the tests of the measures."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

ROLES = ("proposer", "main-sponsor", "co-sponsor", "host", "chair", "participant")
GRADES = ("confirmed", "partly", "narrative-only", "unconfirmed", "unknown")

Maker = Callable[..., pd.DataFrame]


@pytest.fixture
def documents() -> Maker:
    def make(*rows: dict[str, Any]) -> pd.DataFrame:
        base = {"title": "A text", "body": "general-assembly", "session": "61", "series": "coordination"}
        frame = pd.DataFrame([base | {"symbol": row["document_id"], "kind": "resolution"} | row for row in rows])
        bodies = ["general-assembly", "security-council", "economic-and-social-council"]
        frame["body"] = pd.Categorical(frame["body"], bodies, ordered=True)
        frame["series"] = pd.Categorical(frame["series"], ["coordination", "women-and-girls", "context"], ordered=True)
        return frame.astype({"document_id": "str", "adoption_date": "str", "session": "str", "symbol": "str"})

    return make


@pytest.fixture
def stages() -> Maker:
    def make(*rows: dict[str, Any]) -> pd.DataFrame:
        base = {
            "body": "general-assembly",
            "stage_date": None,
            "manner": None,
            "manner_as_stated": None,
            "meeting": None,
        }
        base |= {"yes_count": None, "no_count": None, "abstain_count": None}
        whole = [base | {"stage_id": f"{row['document_id']}#{row['stage']}"} | row for row in rows]
        frame = pd.DataFrame(whole, columns=[*base, "stage_id", "document_id", "stage", "manner_grade"])
        frame["manner"] = pd.Categorical(frame["manner"], ["without-a-vote", "recorded-vote", "unanimous-vote"])
        return frame.astype({"document_id": "str", "stage_date": "str", "yes_count": "Int64"})

    return make


@pytest.fixture
def roles() -> Maker:
    def make(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=["actor_id", "object_table", "object_id", "role"]).astype("str")
        frame["role"] = pd.Categorical(frame["role"], ROLES, ordered=True)
        return frame.assign(role_id=[f"role-{n}" for n in range(len(frame))]).astype({"role_id": "str"})

    return make


@pytest.fixture
def initiatives() -> Maker:
    def make(*rows: dict[str, Any]) -> pd.DataFrame:
        base = {"title": "An initiative", "kind": "conference", "body": None, "place": None, "country": None}
        base |= {"initiative_date": None, "document_id": None, "paragraph": None}
        frame = pd.DataFrame([base | row for row in rows], columns=[*base, "initiative_id"])
        frame["kind"] = pd.Categorical(frame["kind"], ["proposal", "conference", "group"], ordered=True)
        frame["body"] = pd.Categorical(frame["body"], ["general-assembly", "security-council"], ordered=True)
        return frame.astype({"initiative_id": "str", "initiative_date": "str", "document_id": "str", "place": "str"})

    return make
