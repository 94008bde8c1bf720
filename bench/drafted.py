"""The mapping alone: sources that are read already to the statements of their graphs.

    python bench/drafted.py FACTS.jsonl

In one process and driven by the ontology, as a large load maps them. Prints how many
quads came of it, and the seconds of the processor that it took, without reading the file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from kg.bulk.drafting import Drafting
from kg.bulk.kinds import Kinds
from kg.bulk.lines import plain_sources
from kg.bulk.whom import Registers
from kg.config import read_settings
from kg.inputs import file_inputs
from kg.ontology import load_ontology
from kg.reading import read_registers


def main(facts: Path) -> None:
    """Map all sources of a facts file, and tell how fast."""
    settings = read_settings(None)
    ontology, names = load_ontology(settings.domain.ontology), settings.names
    register, _ = read_registers(file_inputs([facts]), ontology, settings)
    quads, seconds = 0, 0.0
    drafting = Drafting(Kinds(ontology, names), Registers(register), facts.parent)
    for source in plain_sources(facts):
        begun = time.process_time()
        draft = drafting.draft(source)
        draft.quads(str(names.graph(source.id)))
        seconds += time.process_time() - begun
        quads += len(draft.statements)
    print(json.dumps({"quads": quads, "seconds": seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
