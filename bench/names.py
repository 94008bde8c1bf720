#!/usr/bin/env python3
"""Time how fast names resolve against the whole shipped register, and what it costs to open.

    python bench/names.py [COUNT]

Half of the names are known, in every way in which they are written; the others
are not, and a tenth of all is in another script. `unseen` is the first time that
a source asks for each, `again` the second. Seconds are those of the processor;
run it twice and compare ratios, as machines are noisy.
"""

from __future__ import annotations

import random
import resource
import sys
from statistics import median
from time import process_time

from kg.domain import shipped_domain
from kg.ontology import load_ontology
from kg.register import Resolver, Shipped, make_layer, read_index
from kg.resources import register_index
from kg.terms import ONTOLOGY, Names

ACTOR = f"{ONTOLOGY}Actor"


def main(count: int) -> None:
    """Print the figures for so many names."""
    ontology = load_ontology(shipped_domain().ontology)
    took = []
    for _ in range(9):
        read_index.cache_clear()
        begun = process_time()
        shipped = Shipped(register_index(), ontology, Names())
        took.append((process_time() - begun) * 1000)
    print(f"opening the register: {median(took):.1f} ms")
    names = made_up(shipped, count)
    resolver = Resolver((make_layer(()), shipped.layer))
    for which in ("unseen", "again"):
        begun = process_time()
        known = sum(bool(resolver.resolve(name, ACTOR).matches) for name in names)
        pace = count / (process_time() - begun)
        print(f"{which}: {pace:,.0f} names a second, {known} of {count} known")
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def made_up(shipped: Shipped, count: int) -> list[str]:
    """Return names: half known, in their spellings, and half that nobody bears."""
    chance = random.Random(1)  # noqa: S311 - a benchmark, not a secret
    known = [name for named in shipped.layer.entries.values() for name in named.names]
    first, last = ("Ada", "Igor", "Mr", "President", "S."), ("Morek", "Lavin", "Kirsch", "Stahl")
    found = []
    for number in range(count):
        draw = chance.random()
        if draw < 0.5:
            found.append(chance.choice(known) + chance.choice(("", "'s")))
        elif draw < 0.9:
            found.append(f"{chance.choice(first)} {chance.choice(last)}{number}")
        else:
            found.append(f"Пётр Иванов{number}")
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
