#!/usr/bin/env python3
"""Write a folder of made-up sources in our facts format: register.yaml and facts.jsonl.

    python bench/generate.py FOLDER [--quads 100k] [--seed 1] [--wrong 0.005 or --every-way]
        [--mistakes all or reading or shapes]

The same arguments write the same bytes. Without `--wrong` all of it conforms, also at the
level of warnings. `--wrong 0.005` makes 1 in 200 facts wrong in one of the ways of plant.py
and lists them in
`planted.jsonl`: the fact's source, id and line, the way, and the code it is told by. What is
wrong on reading keeps the shapes from being asked: `--mistakes shapes` plants none of that.
Load it with `kg load FOLDER/facts.jsonl`: the register beside a file is read with it.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import IO, TYPE_CHECKING

import msgspec
from affair import TOLD
from plant import MISTAKES, plant, plant_pending, ways_of
from sources import Source, make_sources
from world import make_states, register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUADS_PER_SOURCE = 395
"""As measured: what one source's graph holds, on average."""
UNITS = {"k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is to be written: how many quads, from which seed, and how wrong."""

    quads: int
    seed: int
    wrong: float = 0.0
    every_way: bool = False
    mistakes: str = "all"

    @property
    def affairs(self) -> int:
        """How many affairs it tells of."""
        return max(1, round(self.quads / QUADS_PER_SOURCE / TOLD))

    def sources(self) -> Iterator[Source]:
        """Yield its sources, an affair's behind each other."""
        yield from make_sources(self.seed, range(self.affairs), make_states())


def main(folder: Path, corpus: Corpus) -> None:
    """Write the folder and tell what is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "register.yaml").write_bytes(msgspec.yaml.encode(register(make_states())))
    spoil = planter(corpus)
    sources = facts = lines = 0
    with (folder / "facts.jsonl").open("wb") as out, (folder / "planted.jsonl").open("wb") as told:
        for source in corpus.sources():
            write_records(told, spoil(source, lines + 2 + len(source.actors)))
            lines += write_records(out, records(source))
            sources, facts = sources + 1, facts + len(source.facts)
    if not (corpus.wrong or corpus.every_way):
        (folder / "planted.jsonl").unlink()
    quads = sources * QUADS_PER_SOURCE
    print(f"{sources} sources, {facts} facts, {lines} lines, about {quads} quads")


def part(folder: Path, corpus: Corpus, count: int) -> None:
    """Write so many folders of one source each, which come after those of a corpus."""
    after = range(corpus.affairs, corpus.affairs + count)
    sources = islice(make_sources(corpus.seed, after, make_states()), None, None, TOLD)
    for number, source in enumerate(sources):
        (folder / str(number)).mkdir(parents=True, exist_ok=True)
        people = msgspec.yaml.encode(register(make_states()))
        (folder / str(number) / "register.yaml").write_bytes(people)
        with (folder / str(number) / "facts.jsonl").open("wb") as out:
            write_records(out, records(source))


def planter(corpus: Corpus) -> Callable[[Source, int], list[object]]:
    """Return what plants mistakes into a source whose facts begin at a line, and tells of them."""
    if corpus.every_way:
        pending = ways_of(corpus.mistakes)
        return lambda source, line: plant_pending(source, line, pending)
    chance = Random(corpus.seed)  # noqa: S311 - a benchmark, not a secret
    ways = ways_of(corpus.mistakes)
    return lambda source, line: plant(source, line, ways, chance, corpus.wrong)


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
    parser.add_argument("--every-way", action="store_true", help="be wrong once in every way")
    parser.add_argument("--mistakes", choices=MISTAKES, default="all", help="which kind of ways")
    given = parser.parse_args()
    corpus = Corpus(given.quads, given.seed, given.wrong, given.every_way, given.mistakes)
    main(given.folder, corpus)
