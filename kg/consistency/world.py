"""One run of HermiT through Owlready2: a program of its own, which can be stopped.

    python -P world.py FILE.nt JAVA

Owlready2 has state of the process and no time limit, so it lives in a child.
It prints JSON: the verdict, and the classes that can have no member.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import owlready2

INCONSISTENT, CONSISTENT, REFUSED = "inconsistent", "consistent", "refused"


def main(path: str, java: str) -> None:
    """Classify a file of N-Triples in a private world and print what came of it."""
    owlready2.JAVA_EXE = java
    world = owlready2.World()
    with Path(path).open("rb") as file:
        world.get_ontology("urn:demarche:checked#").load(fileobj=file)
    told: dict[str, object] = {"verdict": CONSISTENT, "empty": []}
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
        told["empty"] = sorted(cls.iri for cls in world.inconsistent_classes())
    except owlready2.OwlReadyInconsistentOntologyError:
        told["verdict"] = INCONSISTENT
    except owlready2.OwlReadyJavaError as error:
        told = {"verdict": REFUSED, "why": str(error)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
