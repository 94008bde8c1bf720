"""What the embedded engine does by itself, a command each: the limit that kg is measured by.

python bench/engine.py bulk-load FILE.nq STORE
python bench/engine.py bulk-load-triples FILE.nq STORE     (all in the default graph)
python bench/engine.py all STORE FILE.nq                     (of a store of kg: all that it holds)
python bench/engine.py dump STORE FILE.ttl                 (of the default graph)
python bench/engine.py triples STORE FILE.nt     (all that kg asks, each once)
"""

from __future__ import annotations

import sys
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse, serialize

from kg.store import open_snapshot
from kg.terms import GRAPH_POSITIONS, Names


def main(task: str, *paths: str) -> None:
    """Do one task."""
    if task == "bulk-load":
        Store(paths[1]).bulk_load(path=paths[0], format=RdfFormat.N_QUADS)
    elif task == "bulk-load-triples":
        quads = parse(path=paths[0], format=RdfFormat.N_QUADS)
        Store(paths[1]).bulk_extend(Quad(q.subject, q.predicate, q.object) for q in quads)
    elif task == "dump":
        with Path(paths[1]).open("wb") as out:
            Store.read_only(paths[0]).dump(
                out, RdfFormat.TURTLE, from_graph=DefaultGraph(), prefixes=Names().prefixes()
            )
    elif task == "all":
        with Path(paths[1]).open("wb") as out:
            open_snapshot(Path(paths[0])).store.dump(out, RdfFormat.N_QUADS)
    elif task == "triples":
        hidden = Names().graph(GRAPH_POSITIONS)
        quads = open_snapshot(Path(paths[0])).store
        triples = {quad.triple for quad in quads if quad.graph_name != hidden}
        serialize(sorted(triples, key=str), paths[1], RdfFormat.N_TRIPLES)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
