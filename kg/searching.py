"""Who a name may mean: everybody that the registers and the graph know, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import DataError, UsageError
from kg.identity import in_force, read_decisions
from kg.lexical import shown
from kg.lookup import known_names, label, retired, stands_for, types
from kg.ontology import load_ontology
from kg.places import stated_by
from kg.reading import read_registers
from kg.register import Bearer, Layer, Match, Named, Resolver, alike, fold, make_layer
from kg.store import exists, open_snapshot
from kg.terms import ONTOLOGY, RETELLS, local_name, said
from kg.triples import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode, Store

    from kg.config import Settings
    from kg.ontology import Ontology
    from kg.register import Days
    from kg.registers import Register
    from kg.terms import Names

KINDS = (f"{ONTOLOGY}Actor", f"{ONTOLOGY}Place")
GRAPH = "the graph"
OUTRIGHT = {
    "name": "its name",
    "id": "its id",
    "iso": "its ISO code",
    "iso3": "its ISO code",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody a name may mean: who, why, and where they are described."""

    named: Named
    because: str
    register: str


def search(settings: Settings, name: str, kind: str = "", day: Days | None = None) -> list[Hit]:
    """Return whom a name may mean, best first: called so, by a rule, by part of it, alike.

    `kind` is the name of a class that they must be of, and `day` when somebody
    held an office. Raises `UsageError` for an unknown class, and `DataError`
    where a register is wrong.
    """
    ontology = load_ontology(settings.domain.ontology)
    wanted = _wanted(ontology, kind)
    register, layers = _layers(ontology, settings)
    if not name:
        found = (Hit(n, "", _origin(n, register)) for y in layers for n in y.entries.values())
        kept = (hit for hit in found if any(hit.named.cls.is_a(iri) for iri in wanted))
        return _once(sorted(kept, key=lambda hit: (fold(hit.named.names[0]), hit.named.id)))
    named = [each for iri in wanted for each in _found(layers, name, iri, day)]
    named.sort(key=lambda each: each[0])
    return _once(Hit(who.named, why, _origin(who.named, register)) for _, who, why in named)


def known_to_registers(
    settings: Settings,
    store: Store,
    ontology: Ontology,
    text: str,
    wanted: str = "",
    *,
    unused: bool = False,
) -> NamedNode | None:
    """Return the node of the graph that registers mean by a name; None where they know nobody.

    Where nothing in the graph speaks of whom they know, that is taken too if
    `unused` may be. Raises `UsageError` where it is not, or more than one thing is meant.
    """
    if wanted and not any(cls.is_a(wanted) for cls in ontology.having("byName").values()):
        return None  # registers hold no such thing
    _, layers = _layers(ontology, settings)
    resolver, kinds = Resolver(layers), (wanted,) if wanted else KINDS
    found = {m.named.iri: m.named for k in kinds for m in resolver.resolve(text, k).matches}
    held = [iri for iri in found if stated_by(store, settings.names, iri)]
    if len(held) == 1:
        return held[0]
    if unused and len(found) == 1:
        return next(iter(found))
    if not found:
        return None
    those = ", ".join(sorted(f"{n.names[0]} ({n.id})" for n in found.values()))
    if held:
        message, mend = f"'{shown(text)}' could be any of {those}", "give the id"
        raise UsageError(message, code="ambiguous-name", mend=mend)
    message = f"nothing in the graph speaks of {those}, whom '{shown(text)}' means"
    raise UsageError(message, code="unknown-name", mend="`kg actors` lists whom registers know")


def redirections(store: Store, names: Names, text: str) -> list[str]:
    """Return by which decisions an IRI or an id means another thing now, a line each.

    Empty where it means what it says; a name that became an alias needs no word.
    """
    node = retired(store, names, text)
    if node is None:
        return []
    counted = {each.one: each for each in in_force(read_decisions(store, names)) if each.same}
    lines: list[str] = []
    seen: set[NamedNode] = set()
    while node is not None and node not in seen:
        seen.add(node)
        each = counted.get(node)
        after = stands_for(store, names, node) if each is None else each.other
        if after == node:
            break
        why = f"{_said_by(store, names, node)} says so" if each is None else each.why
        when = "" if each is None else f" on {each.when[:10]} by {each.who}"
        old = text if len(seen) == 1 else local_name(node.value)
        lines.append(f"{old} was merged into {label(store, after)}{when}: {why}")
        node = after
    return lines


def _said_by(store: Store, names: Names, node: NamedNode) -> str:
    """Return the sources that say what else a fact is, or that decisions do."""
    base = names.graph("").value
    graphs = {q.graph_name for q in store.quads_for_pattern(node, RETELLS, None)}
    ids = sorted(said(graph).removeprefix(base) for graph in graphs)
    return " and ".join(ids) or "a decision"


def _found(
    layers: list[Layer], name: str, wanted: str, day: Days | None
) -> Iterator[tuple[int, Bearer | Match, str]]:
    """Yield who is found, with how far off that is: meant, a part of a name, or alike."""
    for layer in layers:
        for match in Resolver((layer,)).resolve(name, wanted, day).matches:
            yield 0, match, reason(match)
    folded = fold(name)
    for layer in layers:
        for known in layer.bearers:
            if folded and f" {folded}" in f" {known}" and known != folded:
                for bearer in layer.bearers[known]:
                    if bearer.named.cls.is_a(wanted):
                        yield 1, bearer, f"part of '{bearer.name}'"
    for bearer, likeness in alike(layers, name, wanted):
        yield 2, bearer, f"'{bearer.name}' is {likeness} % like it"


def reason(match: Match) -> str:
    """Return by what somebody was found, in words.

    >>> from types import SimpleNamespace as Seen
    >>> reason(Seen(rule="metonym", name="Moscow", named=Seen(names=("Russia",))))
    "metonym 'Moscow'"
    """
    if match.rule in OUTRIGHT:
        return OUTRIGHT[match.rule]
    return f"{match.rule.replace('former-name', 'former name')} '{match.name}'"


def _wanted(ontology: Ontology, kind: str) -> tuple[str, ...]:
    if not kind:
        return KINDS
    known = ontology.having("byName")
    if kind not in known:
        message = f"no class of actors or places is named '{kind}'"
        raise UsageError(message, code="unknown-type", mend=near(kind, known))
    return (known[kind].iri,)


def _layers(ontology: Ontology, settings: Settings) -> tuple[Register, list[Layer]]:
    """Return the registers, as they are asked, and after them the graph, if there is one."""
    register, findings = read_registers((), ontology, settings)
    if wrong := [f for f in findings if f.severity == "error"]:
        raise DataError(wrong)
    layers = list(register.layers)
    if exists(settings.store):
        layers.append(make_layer(_in_graph(ontology, settings)))
    return register, layers


def _in_graph(ontology: Ontology, settings: Settings) -> Iterator[Named]:
    """Yield the actors and places that the graph names."""
    store = open_snapshot(settings.store).store
    found: dict[NamedNode, list[str]] = {}
    for wanted in KINDS:
        for node, name in known_names(store, ontology, settings.names, wanted):
            if name not in found.setdefault(node, []):
                found[node].append(name)
    for node, names in found.items():
        kinds = (ontology.by_iri[kind] for kind in types(store, node) if kind in ontology.by_iri)
        cls = next((kind for kind in kinds if kind.identity == "byName"), None)
        if cls is not None:
            yield Named(node, cls, tuple(names))


def _origin(named: Named, register: Register) -> str:
    """Return the file that describes somebody; what only a source says stands in the graph."""
    entry = register.entry(named.iri)
    return GRAPH if entry is None else entry.path


def _once(hits: Iterable[Hit]) -> list[Hit]:
    """Return each once, for the first reason."""
    first: dict[NamedNode, Hit] = {}
    for hit in hits:
        first.setdefault(hit.named.iri, hit)
    return list(first.values())
