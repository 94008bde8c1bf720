"""Rules of the lint: a `#+` header in YAML says what a hit means, a SELECT finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import InputError, Position
from kg.headers import read_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kg.errors import Severity

LEVELS: Mapping[str, Severity] = {"ERROR": "violation", "WARN": "warning", "INFO": "info"}
NEEDED = ("title", "level", "source", "message", "mend")
KEYS = frozenset({*NEEDED, "terms", "except"})
TERMS = ("own", "foreign")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its query gives `?term`, at will `?other`, `?value`, `?in` and `?at`.

    `message` may name `{term}`, `{other}` and `{value}`. A hit stands where
    the statement about `?in` (else `?term`) names `?at`. `terms` says whether
    it is about our own terms or about those of others; `exceptions` gives the
    reason for each term, as a CURIE, that it does not hold for.
    """

    path: Path
    title: str
    level: str
    sources: tuple[str, ...]
    message: str
    mend: str
    sparql: str
    terms: str
    exceptions: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its name, which is the code of its findings."""
        return self.path.stem

    @property
    def severity(self) -> Severity:
        """The severity of its findings."""
        return LEVELS[self.level]


def read_rules(paths: Iterable[Path]) -> list[Rule]:
    """Return the rules of files, in their order.

    Raises `InputError` `lint-rule` where a header is not as it must be.
    """
    return [_rule(path) for path in paths]


def rules_table(rules: Iterable[Rule]) -> str:
    """Return the rules as a Markdown table, the gravest first."""
    head = "| level | rule | what it finds | from |\n|---|---|---|---|\n"
    ordered = sorted(rules, key=lambda rule: (list(LEVELS).index(rule.level), rule.name))
    return head + "".join(
        f"| {rule.level} | `{rule.name}` | {rule.title} | {', '.join(rule.sources)} |\n"
        for rule in ordered
    )


def _rule(path: Path) -> Rule:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(path, f"cannot be read ({error})") from error
    header = _header(path, text)
    single = {key: header.get(key) for key in NEEDED if key != "source"}
    single["terms"] = header.get("terms", TERMS[0])
    texts = {key: value for key, value in single.items() if isinstance(value, str) and value}
    source = header.get("source")
    sources = [str(one) for one in (source if isinstance(source, list) else [source]) if one]
    if missing := single.keys() - texts.keys():
        raise _broken(path, f"has no {', no '.join(sorted(missing))}")
    if not sources:
        raise _broken(path, "has no source")
    if texts["level"] not in LEVELS or texts["terms"] not in TERMS:
        raise _broken(path, f"has a level that is none of {', '.join(LEVELS)}, or unknown terms")
    return Rule(
        path=path,
        sources=tuple(sources),
        sparql=text,
        exceptions=_exceptions(path, header.get("except") or []),
        **texts,
    )


def _header(path: Path, text: str) -> dict[str, object]:
    try:
        header = read_header(text)
    except ValueError as error:
        raise _broken(path, f"is not YAML ({error})") from error
    if header is None:
        raise _broken(path, "is missing")
    if unknown := sorted(map(str, header.keys() - KEYS)):
        raise _broken(path, f"has an unknown key '{unknown[0]}'")
    return header


def _exceptions(path: Path, given: object) -> dict[str, str]:
    """Return the reason of each term that a header excepts: lists of terms with a reason each."""
    found: dict[str, str] = {}
    for one in given if isinstance(given, list) else [given]:
        match one:
            case {"terms": [*terms], "reason": str(reason)} if reason and terms:
                found |= {str(term): reason for term in terms}
            case _:
                raise _broken(path, "has an exception without its terms or its reason")
    return found


def _broken(path: Path, what: str) -> InputError:
    mend = f"open the file with `#+` lines of YAML that give {', '.join(NEEDED)}"
    at = Position(str(path), 1, 1)
    return InputError(f"the header {what}", position=at, code="lint-rule", mend=mend)
