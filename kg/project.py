"""A new project: a folder with a source, its facts, a register, a query and settings.

    example/
      kg.toml  register.yaml  facts.schema.json  README.md  .gitignore
      facts/first.yaml  texts/...  queries/...

The files stand in `kg/templates/project/`; the schema is made from the shipped
ontology, so that it is never older than the program.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from kg.config import Setting, check_id_base
from kg.domain import shipped_domain
from kg.errors import UsageError
from kg.output import unwritable
from kg.resources import project_template
from kg.schema import domain_schema
from kg.terms import slug

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kg.errors import InputError

SCHEMA = "facts.schema.json"
BLANK = b"@ID_BASE@"
"""What stands in the template of `kg.toml` for the project's address."""


def new_project(folder: Path, id_base: str = "") -> list[Path]:
    """Make a project in a folder and return the files written; raises as its two halves do."""
    files = plan_project(folder, id_base)
    write_project(files)
    return list(files)


def plan_project(folder: Path, id_base: str = "") -> dict[Path, bytes]:
    """Return the files of a new project in a folder; nothing is written.

    Without `id_base`, the folder's name makes one under example.org. Raises
    `UsageError` for an address that is none and, with the whole list, for
    files that are there already; `InputError` where the folder is a file.
    """
    base = check_id_base(Setting("id_base", id_base or default_id_base(folder), "--id-base"))
    if os.path.lexists(folder) and not folder.is_dir():
        raise _unwritable(folder, "it is no folder")
    schema = json.dumps(domain_schema(shipped_domain()), ensure_ascii=False, indent=2) + "\n"
    content = project_template() | {SCHEMA: schema.encode()}
    files = {folder / name: content[name].replace(BLANK, base.encode()) for name in sorted(content)}
    if there := sorted({str(path) for file in files if (path := _in_the_way(file, folder))}):
        message = f"nothing was written, for there is already {', '.join(there)}"
        raise UsageError(message, code="exists", mend="choose an empty folder, or move these away")
    return files


def write_project(files: Mapping[Path, bytes]) -> None:
    """Write new files with the folders they need: all of them, or none.

    A file that has come up since they were planned is left as it is. Raises
    `InputError` where something cannot be written.
    """
    made: list[Path] = []
    try:
        for path, content in files.items():
            _make_folder(path.parent, made)
            with path.open("xb") as stream:
                made.append(path)
                stream.write(content)
    except BaseException as error:
        _take_back(made)
        if isinstance(error, OSError):
            place = path if error.filename is None else type(path)(error.filename)
            raise _unwritable(place, error.strerror or str(error)) from error
        raise


def default_id_base(folder: Path) -> str:
    """Return an address for a project's own things, made of its folder's name."""
    name = folder.resolve().name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return f"https://example.org/{slug(name)}/id/"


def _in_the_way(file: Path, folder: Path) -> Path | None:
    """Return what is there in place of a new file, or of the folder that it needs."""
    if os.path.lexists(file):
        return file
    taken = file.parent != folder and os.path.lexists(file.parent) and not file.parent.is_dir()
    return file.parent if taken else None


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, and note each."""
    if folder.is_dir():
        return
    _make_folder(folder.parent, made)
    folder.mkdir()
    made.append(folder)


def _take_back(made: list[Path]) -> None:
    """Remove what was made, the newest first; a folder that holds something else stays."""
    for path in reversed(made):
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()


def _unwritable(path: Path, why: str) -> InputError:
    return unwritable(path, f"cannot write: {why}", "choose a folder that can be written")
