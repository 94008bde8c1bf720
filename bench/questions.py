"""The saved queries as texts that any engine runs: bound to names of the bench's world.

python bench/questions.py STORE FILE.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from affair import make_affair
from world import make_states

from kg.asking import known_queries, resolver
from kg.config import read_settings
from kg.errors import UsageError
from kg.ontology import load_ontology
from kg.queries import bind
from kg.store import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST = make_affair(1, 0, make_states())
"""The affair that the corpus begins with, whatever its size."""
INSTEAD = {
    "Ukraine": FIRST.other.name,
    "Russia": FIRST.other.name,
    "United States": FIRST.one.name,
    "Geneva": FIRST.town,
    "Lavrov": FIRST.other.officers[1].name,
    "Biden": FIRST.one.officers[1].name,
    "RIA-Novosti": "AFP",
    "Group of 24 former officials and experts": "Arab states",
    "biden-zelenskyy-call": f"{FIRST.sources[0]}#call",
    "biden-putin-call": f"{FIRST.sources[0]}#call",
    "geneva-talks": f"{FIRST.sources[0]}#talks",
    "statement-of-24": f"{FIRST.sources[2]}#statement",
    "2021-12-30": FIRST.day(0),
    "2021-12-31": FIRST.day(10),
    "2022-01-01": FIRST.day(4),
    "2022-01-02": FIRST.day(20),
}
"""Names and days of the queries' own examples, and what stands for each in the bench's world."""


def texts(store: Path) -> Mapping[str, str]:
    """Return the text of each saved query with its example's values; tell what cannot be bound."""
    settings = read_settings(str(store))
    snapshot = open_snapshot(settings.store)
    resolve = resolver(settings, snapshot.store, load_ontology(settings.domain.ontology))
    bound = {}
    for query in known_queries(settings):
        values = {name: INSTEAD.get(value, value) for name, value in query.example.items()}
        try:
            bound[query.name] = bind(query, values, resolve)
        except UsageError as error:
            print(f"{query.name}: {error}", file=sys.stderr)
    return bound


if __name__ == "__main__":
    found = texts(Path(sys.argv[1]))
    Path(sys.argv[2]).write_text(json.dumps(found, indent=1), "utf-8")
