"""Saved queries: found by name or id, described by their header, bound to values.

A saved query is standard SPARQL 1.1 opened by a `#+` YAML header. Where a
parameter stands, the text reads `VALUES ?name { UNDEF }`: unbound, the query
runs as it is and the variable stays free. Binding replaces that one `UNDEF`
token by a serialised RDF term and touches nothing else.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.headers import read_header
from kg.lexical import a, shown
from kg.placing import place, places, serialise
from kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    Resolve = Callable[[str, str], NamedNode]

ONE_OF = "one-of"
SCALARS = frozenset({"date", "integer", "number", "string"})
HEADER_KEYS = frozenset({"id", "title", "description", "params", "example", "entailments"})
PARAMETER_KEYS = frozenset({"type", "required", "default", "help"})
_CLASS = re.compile(r"[A-Z]\w*")
_NAME = re.compile(r"[A-Za-z_]\w*")
_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: a class of the ontology, a kind of value or one of a list."""

    name: str
    type: str
    required: bool = False
    default: str | None = None
    help: str = ""
    choices: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What a value must be, in words."""
        words = {
            ONE_OF: f"one of {', '.join(self.choices)}",
            "date": "a day, such as 2031-05-02",
            "integer": "a whole number",
            "number": "a number, such as 0.5",
            "string": "a text without control characters",
        }
        return words.get(self.type, f"the name of {a(self.type)}")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query: what its header says, and its whole text, header included.

    `entailments` are the rules without which its answers would be others.
    """

    name: str
    id: str
    title: str
    description: str
    params: tuple[Parameter, ...]
    example: Mapping[str, str]
    text: str
    entailments: tuple[str, ...]
    path: Path = field(compare=False)


def read_query(path: Path) -> SavedQuery:
    """Read a saved query; its name is that of its file.

    Raises `UsageError` where the file or its header cannot be read, or where a
    parameter has no `VALUES ?name { UNDEF }` in the text.
    """
    text = _text(path)
    header = _header(path, text)
    params = tuple(_parameter(path, *item) for item in _mapping(path, header, "params"))
    example = {key: _scalar(path, key, value) for key, value in _mapping(path, header, "example")}
    names = {parameter.name for parameter in params}
    for name in sorted(names - {found for found, _, _ in places(text)}):
        raise _broken(path, f"'{name}' stands nowhere", f"write VALUES ?{name} {{ UNDEF }}")
    for name in sorted(set(example) - names):
        raise _broken(path, f"the example gives '{name}', which is no parameter", "declare it")
    told = {key: _scalar(path, key, header.get(key, "")) for key in ("id", "title", "description")}
    if not told["title"]:
        raise _broken(path, "the header has no title", "say in a line what the query answers")
    said = (told["id"], told["title"], told["description"])
    entailments = tuple(_words(path, header, "entailments"))
    return SavedQuery(path.stem, *said, params, example, text, entailments, path)


def list_queries(folders: Iterable[Path]) -> list[SavedQuery]:
    """Return the saved queries by name; of one name, the first folder's (a user's come first)."""
    return [read_query(path) for _, path in sorted(_files(folders).items())]


def find_query(name_or_id: str, folders: Iterable[Path]) -> SavedQuery:
    """Return the saved query of a name, or else of an id; case does not count for ids.

    Raises `UsageError` `unknown-query`, with the nearest names, where there is none.
    """
    files = _files(folders)
    if name_or_id in files:
        return read_query(files[name_or_id])
    queries = [read_query(path) for path in files.values()]
    for query in queries:
        if query.id and query.id.casefold() == name_or_id.casefold():
            return query
    known = [q.name for q in queries] + [q.id for q in queries if q.id]
    raise _usage("unknown-query", f"there is no query '{shown(name_or_id)}'", name_or_id, known)


def bind(query: SavedQuery, values: Mapping[str, str], resolve: Resolve) -> str:
    """Return the text of a query with values bound to its parameters.

    `resolve(class, text)` gives the node that a name denotes, or raises
    `UsageError`. A default stands in for a value that is not given. Raises
    `UsageError` for an unknown parameter, a bad value, a missing required one.
    """
    names = [parameter.name for parameter in query.params]
    for name in values:
        if name not in names:
            message = f"{query.name} has no parameter '{shown(name)}'"
            raise _usage("unknown-parameter", message, name, names)
    terms: dict[str, str] = {}
    for parameter in query.params:
        name = parameter.name
        given = values.get(name, parameter.default)
        if given is not None:
            terms[name] = serialise(term_of(parameter, given, resolve))
        elif parameter.required:
            message = f"{query.name} needs the parameter '{name}'"
            mend = f"give -p {name}=VALUE: {parameter.expected}"
            raise UsageError(message, code="missing-parameter", mend=mend)
    return place(query.text, terms)


def term_of(parameter: Parameter, text: str, resolve: Resolve) -> NamedNode | Literal:
    """Return the RDF term that a text denotes for a parameter."""
    kind = parameter.type
    if kind == ONE_OF:
        if text not in parameter.choices:
            message = f"'{shown(text)}' is no value of '{parameter.name}'"
            raise _usage("bad-parameter", message, text, list(parameter.choices))
        return Literal(text)
    if kind not in SCALARS:
        return resolve(kind, text)
    if not _is_scalar(kind, text):
        message = f"'{shown(text)}' does not fit '{parameter.name}'"
        raise UsageError(message, code="bad-parameter", mend=f"give {parameter.expected}")
    datatype = {"number": "decimal"}.get(kind, kind)
    return Literal(text, datatype=NamedNode(f"{XSD}{datatype}"))


def _is_scalar(kind: str, text: str) -> bool:
    if kind == "string":
        return not _CONTROL.search(text)
    if kind != "date":
        return bool((_INTEGER if kind == "integer" else _NUMBER).fullmatch(text))
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _files(folders: Iterable[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.rq")):
            found.setdefault(path.stem, path)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, f"the query cannot be read ({error})", "give a UTF-8 file") from error


def _header(path: Path, text: str) -> dict[str, object]:
    try:
        header = read_header(text)
    except ValueError as error:
        raise _broken(path, f"the header is not YAML ({error})", "mend the #+ lines") from error
    if header is None:
        raise _broken(path, "there is no header", "open the file with #+ title: ...")
    _refuse(path, header, HEADER_KEYS, "the header")
    return header


def _mapping(path: Path, header: Mapping[str, object], key: str) -> Iterable[tuple[str, object]]:
    given = header.get(key) or {}
    if not isinstance(given, dict):
        raise _broken(path, f"'{key}' is no mapping", f"write {key}: {{name: ...}}")
    return given.items()


def _words(path: Path, header: Mapping[str, object], key: str) -> Iterator[str]:
    given = header.get(key) or []
    if not isinstance(given, list):
        raise _broken(path, f"'{key}' is no list", f"write {key}: [on-behalf-of]")
    yield from (_scalar(path, key, word) for word in given)


def _scalar(path: Path, name: str, value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    raise _broken(path, f"'{name}' is no single value", "write a text")


def _parameter(path: Path, name: str, given: object) -> Parameter:
    if not _NAME.fullmatch(name) or not isinstance(given, dict):
        raise _broken(path, f"parameter '{name}' is malformed", "write name: {type: date}")
    _refuse(path, given, PARAMETER_KEYS, f"parameter '{name}'")
    kind = given.get("type", "")
    choices = tuple(_scalar(path, name, one) for one in kind) if isinstance(kind, list) else ()
    kind = ONE_OF if choices else _scalar(path, name, kind)
    if kind not in (*SCALARS, ONE_OF) and not _CLASS.fullmatch(kind):
        mend = "give date, integer, number, string, a class or a list of values"
        raise _broken(path, f"parameter '{name}' has no type '{kind}'", mend)
    required = given.get("required", "false")
    if required not in ("true", "false"):
        raise _broken(path, f"'required' of '{name}' is not true or false", "write required: true")
    default = _scalar(path, name, given["default"]) if "default" in given else None
    help_text = _scalar(path, name, given.get("help", ""))
    return Parameter(name, kind, required == "true", default, help_text, choices)


def _refuse(path: Path, given: Mapping[str, object], known: Iterable[str], where: str) -> None:
    for key in sorted(map(str, set(given) - set(known))):
        raise _broken(
            path, f"{where} has an unknown key '{key}'", f"use {', '.join(sorted(known))}"
        )


def _broken(path: Path, message: str, mend: str) -> UsageError:
    return UsageError(f"{path}: {message}", code="query-header", mend=mend)


def _usage(code: str, message: str, given: str, known: list[str]) -> UsageError:
    near = difflib.get_close_matches(given, known, n=3, cutoff=0.5)
    listed = ", ".join(known) or "none"
    hint = f"did you mean {' or '.join(near)}?" if near else ""
    if code == "unknown-query":
        hint = f"{hint} `kg query --list` shows them all".strip()
    else:
        hint = f"{hint} The right ones: {listed}" if near else f"use one of: {listed}"
    return UsageError(message, code=code, mend=hint)
