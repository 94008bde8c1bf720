"""The rules and the check of names, asked of a domain: what is wrong, each at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.domain import shipped_domain
from kg.errors import in_order
from kg.lint.hits import apply_rule, tell
from kg.lint.naming import undeclared_names
from kg.lint.reading import read_ground
from kg.lint.rules import Rule, read_rules
from kg.resources import lint_files, mapping_files
from kg.turtle import index_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.domain import Domain
    from kg.errors import Finding
    from kg.lint.hits import Hit
    from kg.lint.reading import Ground


def lint(domain: Domain) -> list[Finding]:
    """Return what is wrong or worth a look in a domain's ontology, each at its line, in order.

    The severity is `violation` for ROBOT's ERROR, `warning` for WARN, `info`
    for INFO; the code is the rule's name. Of a user's domain only that is told
    which is not so without it. Raises `InputError` where a file is
    not Turtle or a rule cannot be read.
    """
    rules = read_rules(rule_paths(domain))
    ground = read_ground(domain)
    before = set(_hits(rules, read_ground(shipped_domain()))) if domain.folder else set()
    hits = [one for one in _hits(rules, ground) if one not in before]
    places = index_places(ground.paths) if hits else {}
    queries = [path for folder in domain.queries for path in sorted(folder.glob("*.rq"))]
    files = (
        *ground.paths,
        *domain.rules,
        *domain.definitions,
        *queries,
        *rule_paths(domain),
        *mapping_files(),
    )
    named = undeclared_names(ground, files)
    return in_order([*(tell(rules[at], hit, ground, places) for at, hit in hits), *named])


def _hits(rules: Sequence[Rule], ground: Ground) -> Iterator[tuple[int, Hit]]:
    """Yield what the rules find, each with its rule's place among them."""
    for at, rule in enumerate(rules):
        yield from ((at, hit) for hit in apply_rule(rule, ground))


def lint_names(domain: Domain, paths: Iterable[Path]) -> list[Finding]:
    """Return where files name a term of the domain's namespaces that is declared nowhere.

    SPARQL, Turtle and TriG files are read by their tokens; of Markdown its
    fenced blocks and code spans, of TSV all prefixed names; other files are
    passed over.
    """
    return in_order(undeclared_names(read_ground(domain), paths))


def rule_paths(domain: Domain) -> tuple[Path, ...]:
    """Return the files of the rules that hold for a domain, by name, its own before ours."""
    own = sorted((domain.folder / "ontology/lint").glob("*.rq")) if domain.folder else []
    named = {path.stem: path for path in (*lint_files(), *own)}
    return tuple(named[name] for name in sorted(named))
