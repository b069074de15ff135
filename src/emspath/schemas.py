"""JSON Schemas, generated from the types: of each kind of answer and of the data files."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from emspath.errors import NotFoundError

DATA: Final = "data"
KINDS: Final = (
    "explain", "compare", "path", "scope", "list", "why", "sources", "stale", "state", "states", "move",
    "plan", "plans", "renew", "advise", "ask", DATA,
)  # fmt: skip
"""All kinds of schemas, told without importing the types."""


def answer_types() -> dict[str, type]:
    """The type of each kind of answer."""
    from emspath.answers.ask.records import AskAnswer
    from emspath.answers.compare import ComparisonAnswer
    from emspath.answers.explain import Explanation
    from emspath.answers.listing import Listing
    from emspath.answers.move import MoveAnswer
    from emspath.answers.path import PathAnswer
    from emspath.answers.plan import PlanAnswer
    from emspath.answers.plans import PlansAnswer
    from emspath.answers.renew import RenewAnswer
    from emspath.answers.roster import AdviseAnswer
    from emspath.answers.scope import ScopeAnswer
    from emspath.answers.sources import SourcesAnswer, StaleAnswer
    from emspath.answers.state import StateAnswer, StatesAnswer
    from emspath.answers.why import WhyAnswer

    return {
        "explain": Explanation, "compare": ComparisonAnswer, "path": PathAnswer, "scope": ScopeAnswer,
        "list": Listing, "why": WhyAnswer, "sources": SourcesAnswer, "stale": StaleAnswer,
        "state": StateAnswer, "states": StatesAnswer, "move": MoveAnswer,
        "plan": PlanAnswer, "plans": PlansAnswer, "renew": RenewAnswer, "advise": AdviseAnswer,
        "ask": AskAnswer,
    }  # fmt: skip


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of one kind. Raises NotFoundError for an unknown one."""
    from emspath.model import DataFile
    from emspath.strict import strict

    types: dict[str, type] = {**answer_types(), DATA: strict(DataFile)}
    if kind not in types:
        raise NotFoundError(f"there is no schema '{kind}'", f"Kinds: {', '.join(types)}", tuple(types))
    schema: dict[str, Any] = json.loads(msgspec.json.encode(msgspec.json.schema(types[kind])))
    if kind != DATA:
        for record in schema["$defs"].values():
            # An answer is written whole: every key is always present, unlike in a data file.
            if "properties" in record:
                record["required"] = list(record["properties"])
    title = "emspath data file" if kind == DATA else f"emspath answer: {kind}"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def schema_text(kind: str | None) -> str:
    """The schema as text; without a kind, the kinds that there are, a line each."""
    if kind is None:
        return "".join(f"{name}\n" for name in KINDS)
    return json.dumps(schema_of(kind), indent=2) + "\n"
