"""Other programs that map tables to RDF, each in an environment of its own under bench/.env."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from steps import HERE, Step, script
from timing import run

if TYPE_CHECKING:
    from pathlib import Path

    from steps import Place

WANTED = {
    "morph-kgc": ("morph-kgc==2.10.0", "morph.py"),
    "maplib": ("maplib==0.20.26", "templates.py"),
}
"""Of each the requirement, and the script that runs it."""


def installed(name: str, requirement: str) -> tuple[Path, str]:
    """Return a peer's Python, installed if it is not, and why it cannot run, or nothing."""
    folder = HERE / ".env" / name
    python = folder / "bin/python"
    ready = folder / "ready"
    if not ready.exists():
        made = run([sys.executable, "-m", "venv", "--clear", str(folder)], HERE)
        command = [str(python), "-m", "pip", "install", "--quiet", requirement]
        ended = run(command, HERE) if made.code == 0 else made
        if ended.code != 0:
            return python, f"{requirement} does not install here"
        ready.touch()
    return python, ""


def steps(place: Place, runs: int) -> list[Step]:
    """Return a step for each peer: the mapping alone, from flat tables to N-Triples."""
    flat = place.folder / "flat"
    ended = run(script("flatten.py", place.facts, flat), HERE)
    if ended.code != 0:
        sys.exit(ended.err)
    made = []
    for name, (requirement, file) in WANTED.items():
        python, skip = installed(name, requirement)
        out = flat / f"{file.removesuffix('.py').replace('templates', 'maplib')}.nt"
        command = (str(python), str(HERE / file), str(flat))
        step = f"{requirement.replace('==', ' ')}: flat tables to N-Triples"
        made.append(Step("peers", step, (command,) * runs, "kg load", disk=out, skip=skip))
    return made
