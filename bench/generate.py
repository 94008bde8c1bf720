#!/usr/bin/env python3
"""Write a folder of made-up sources in our facts format: register.yaml and facts.jsonl.

    python bench/generate.py FOLDER [--quads 100k] [--seed 1] [--wrong 0]

The same arguments write the same bytes. Without `--wrong` all of it conforms, also at the level of warnings. `--wrong 0.005`
makes 1 in 200 facts wrong in one of the ways of plant.py and lists them in
`planted.jsonl`: the fact's source, id and line, the way, and the code it is told by.
Load it with `kg load FOLDER/facts.jsonl`: the register beside a file is read with it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random
from typing import IO

import msgspec
from affair import TOLD
from plant import Planter
from sources import Source, make_sources
from world import make_states, register

QUADS_PER_SOURCE = 395
"""As measured: what one source's graph holds, on average."""
UNITS = {"k": 1_000, "m": 1_000_000}


def main(folder: Path, quads: int, seed: int, wrong: float) -> None:
    """Write the folder and tell what is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    states = make_states()
    (folder / "register.yaml").write_bytes(msgspec.yaml.encode(register(states)))
    affairs = max(1, round(quads / QUADS_PER_SOURCE / TOLD))
    planter = Planter(Random(seed), wrong) if wrong else None  # noqa: S311 - a benchmark
    facts = lines = 0
    with (folder / "facts.jsonl").open("wb") as out, (folder / "planted.jsonl").open("wb") as told:
        for source in make_sources(seed, affairs, states):
            facts += len(source.facts)
            if planter is not None:
                write_records(told, planter.plant(source, lines + 2 + len(source.actors)))
            lines += write_records(out, records(source))
    if planter is None:
        (folder / "planted.jsonl").unlink()
    print(f"{affairs * TOLD} sources, {facts} facts, {lines} lines, about {quads} quads")


def records(source: Source) -> list[object]:
    """Return the lines of a source: itself, its own actors, its facts."""
    own = [{"actor": actor} for actor in source.actors]
    return [{"source": source.head}, *own, *({"fact": fact} for fact in source.facts)]


def write_records(out: IO[bytes], written: list[object]) -> int:
    """Write one record a line; returns how many."""
    out.write(msgspec.json.Encoder().encode_lines(written))
    return len(written)


def amount(text: str) -> int:
    """Read a number such as 10k, 1M or 250000."""
    unit = UNITS.get(text[-1:].lower(), 1)
    return round(float(text[:-1] if unit > 1 else text) * unit)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quads", type=amount, default=100_000, help="such as 10k or 1M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", type=float, default=0.0, help="the share of wrong facts: 0.005")
    given = parser.parse_args()
    main(given.folder, given.quads, given.seed, given.wrong)
