"""The generated sources as three flat tables, as peers that read no nested facts need them.

python bench/flatten.py FACTS.jsonl FOLDER
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path
from typing import Any

COLUMNS = {
    "sources": "id title publisher published license language sha256 origin",
    "actors": "source id type name alias office start",
    "facts": """source id type label by to against topic when status size where rejects about
        report paragraph start end quote mode credited derivation
        content content_action content_by content_against content_detail
        then then_action then_by then_against then_detail
        if if_action if_by if_against if_detail""",
}
NAME = re.compile(r"(?:^|_)(?:by|to|against|where|office|credited)$")
"""Columns whose texts become part of an IRI, and so have no spaces."""
NESTED = ("content", "then", "if")


def tables(facts: Path, folder: Path) -> None:
    """Write sources.csv, actors.csv and facts.csv; where a fact has several of a key, the first."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = [(folder / f"{name}.csv").open("w", encoding="utf-8", newline="") for name in COLUMNS]
    rows = {}
    for (name, columns), out in zip(COLUMNS.items(), opened, strict=True):
        rows[name] = csv.DictWriter(out, columns.split(), extrasaction="ignore")
        rows[name].writeheader()
    source = ""
    for number, line in enumerate(facts.open(encoding="utf-8")):
        ((kind, record),) = json.loads(line).items()
        source = record["id"] if kind == "source" else source
        flat = {"source": source} | {key: first(value) for key, value in record.items()}
        if kind == "actor":
            flat |= {"id": f"{source}.{number}", **flat_tenure(record)}
        if kind == "fact":
            flat |= {"id": f"{source}.{record['id']}", "report": str(number)}
            flat |= cited(record["evidence"]) | nested(record, number)
        named = {key: value.replace(" ", "-") for key, value in flat.items() if NAME.search(key)}
        rows[f"{kind}s"].writerow(flat | named)
    for out in opened:
        out.close()


def first(value: Any) -> str:  # noqa: ANN401 - a value of a facts file
    """Return a value, or of several the first, as text; nothing for a nested one."""
    one = value[0] if isinstance(value, list) else value
    return "" if isinstance(one, dict) else str(one)


def flat_tenure(record: dict[str, Any]) -> dict[str, str]:
    """Return an actor's first tenure."""
    tenure = record.get("tenures", [{}])[0]
    return {"office": tenure.get("office", ""), "start": tenure.get("start", "")}


def cited(evidence: Any) -> dict[str, str]:  # noqa: ANN401 - as written
    """Return evidence's parts."""
    if isinstance(evidence, str):
        paragraph, chars, mode = evidence.split(" ")
        evidence = {"paragraph": paragraph[1:], "chars": chars, "mode": mode}
    start, _, end = evidence.get("chars", "").partition("-")
    kept = ("paragraph", "quote", "mode", "credited", "derivation")
    return {key: evidence.get(key, "") for key in kept} | {"start": start, "end": end}


def nested(record: dict[str, Any], number: int) -> dict[str, str]:
    """Return the situations of a fact, each with a number of its own."""
    flat = {}
    for key in NESTED:
        for part, value in record.get(key, {}).items():
            flat[key] = f"{number}-{key}"
            flat[f"{key}_{part}"] = first(value)
    return flat


if __name__ == "__main__":
    tables(Path(sys.argv[1]), Path(sys.argv[2]))
