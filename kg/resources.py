"""Where the shipped ontology, shapes, queries, rules and register are.

A wheel carries them in `kg/data/`; a checkout, also an editable install, has
them at its top. Whichever is there is used, the wheel's first. The files of a
new project are part of the package itself.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

PACKAGE = Path(__file__).resolve().parent
PACKED = PACKAGE / "data"


def data_folder(packed: Path = PACKED) -> Path:
    """Return the folder that holds `ontology/`, `shapes/` and `queries/`."""
    return packed if packed.is_dir() else packed.parent.parent


def ontology_files() -> list[Path]:
    """Return the ontology's modules that a load reads, sorted.

    Axioms for a DL reasoner (`dl/`), codes of event data (`mappings/`) and
    alignments to other vocabularies are no part of it: they would only slow a
    load down.
    """
    folder = data_folder() / "ontology"
    left_out = {folder / "dl", folder / "mappings"}
    return sorted(
        path
        for path in folder.rglob("*.ttl")
        if path != alignments_file() and not left_out & set(path.parents)
    )


def alignments_file() -> Path:
    """Return the links from our terms to those of other vocabularies."""
    return data_folder() / "ontology" / "alignments.ttl"


def mapping_files() -> list[Path]:
    """Return the mappings from codes of event data to our terms (SSSOM tables), sorted."""
    return sorted((data_folder() / "ontology" / "mappings").glob("*.sssom.tsv"))


def coding_files() -> list[Path]:
    """Return the schemes of the codes that event data use, sorted."""
    return sorted((data_folder() / "ontology" / "mappings").glob("*.ttl"))


def shape_files() -> list[Path]:
    """Return the SHACL shapes, sorted."""
    return sorted((data_folder() / "shapes").rglob("*.ttl"))


def query_files() -> list[Path]:
    """Return the saved queries, sorted."""
    return sorted((data_folder() / "queries").rglob("*.rq"))


def rule_files() -> list[Path]:
    """Return the rules that entail what the register tells, sorted."""
    return sorted((data_folder() / "ontology" / "rules").glob("*.rq"))


def lint_files() -> list[Path]:
    """Return the rules of the ontology's lint, sorted."""
    return sorted((data_folder() / "ontology" / "lint").glob("*.rq"))


def left_out_files() -> list[Path]:
    """Return the Turtle files of the ontology that a load leaves out, sorted."""
    return sorted({*(data_folder() / "ontology").rglob("*.ttl")} - {*ontology_files()})


def definition_files() -> list[Path]:
    """Return the rules that entail what the ontology's definitions tell, sorted."""
    return sorted((data_folder() / "ontology" / "rules" / "by-definition").glob("*.rq"))


def register_index() -> Path:
    """Return the shipped register, compiled from the files beside it."""
    return data_folder() / "ontology" / "register" / "index.json"


def context_file() -> Path:
    """Return the JSON-LD context of our terms."""
    return data_folder() / "ontology" / "context.jsonld"


def project_template() -> dict[str, bytes]:
    """Return the files of a new project, each by its path in the project's folder, sorted."""
    return dict(sorted(_below(files("kg") / "templates" / "project", "")))


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _below(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry.read_bytes()
