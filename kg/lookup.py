"""Names in the graph: what a person types becomes the one node that bears it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.errors import UsageError
from kg.folding import fold
from kg.lexical import FACT_ID, shown
from kg.terms import (
    ALT_LABEL,
    GRAPH_DECISIONS,
    GRAPH_ONTOLOGY,
    MERGED_INTO,
    ONTOLOGY,
    PREF_LABEL,
    RDF_TYPE,
    RDFS_LABEL,
    RESERVED_GRAPHS,
    is_by_definition,
    local_name,
    named_node,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Store

    from kg.ontology import Ontology
    from kg.terms import Names

NAMING = (PREF_LABEL, RDFS_LABEL, ALT_LABEL, NamedNode(f"{ONTOLOGY}officeTitle"))
SPOKEN = "en"
"""The language of our registers' names; those of facts files have none."""
_NAMED = f"?node {'|'.join(map(str, NAMING))} ?name"
"""The pattern of a node and its names; the engine reads many far quicker than we ask for each."""


def types(store: Store, iri: NamedNode) -> list[str]:
    """Return the classes that a node is stated to be of, or is by a rule; sorted.

    Those above them, which follow by definition, are left out.
    """
    quads = store.quads_for_pattern(iri, RDF_TYPE, None)
    return sorted({said(q.object) for q in quads if not is_by_definition(q)})


def label(store: Store, iri: NamedNode) -> str:
    """Return a node's name for people, or the last part of its IRI."""
    return _own_name(store, iri) or local_name(iri.value)


def _own_name(store: Store, iri: NamedNode) -> str | None:
    for predicate in NAMING:
        found = [said(q.object) for q in store.quads_for_pattern(iri, predicate, None)]
        if found:
            return min(found)
    return None


def labels(store: Store) -> dict[str, str]:
    """Return the name for people of every node that has one."""
    found: dict[str, str] = {}
    for predicate in NAMING:
        named = sorted(
            (said(q.subject), said(q.object))
            for q in store.quads_for_pattern(None, predicate, None)
        )
        for iri, text in named:
            found.setdefault(iri, text)
    return found


class Labels(Mapping[str, str]):
    """The name for people of those nodes that have one, by IRI; looked up when it is asked for."""

    def __init__(self, store: Store, nodes: Iterable[NamedNode]) -> None:
        """Be the names of some nodes in a store, which has to stay as it is."""
        self._store = store
        self._nodes = {node.value: node for node in nodes}
        self._known: dict[str, str | None] = {}

    def __getitem__(self, iri: str) -> str:
        """Return a node's name; raises `KeyError` where it has none."""
        if iri not in self._known:
            self._known[iri] = _own_name(self._store, self._nodes[iri])
        name = self._known[iri]
        if name is None:
            raise KeyError(iri)
        return name

    def __iter__(self) -> Iterator[str]:
        """Yield the IRI of each node that has a name."""
        return (iri for iri in self._nodes if self.get(iri) is not None)

    def __len__(self) -> int:
        """Return how many have a name."""
        return sum(1 for _ in self)


def meant(
    store: Store, ontology: Ontology, names: Names, text: str, wanted: str = ""
) -> set[NamedNode]:
    """Return what an IRI, a CURIE, `source-id#id`, an id or a name means: all that bear it.

    What is an id of something is read as no name, nor is `source-id#id` of a source
    that there is; a name that something bears as it is written means that, and only
    others are compared by what counts of them. `wanted` is the IRI of the class that
    they must belong to.
    """
    bearers: set[NamedNode] = set()
    # Most names are of facts: to look up whose they are takes longer than to read all.
    few = wanted in ontology.by_iri and ontology.by_iri[wanted].identity == "byName"
    kinds = kinds_below(ontology, wanted) if few else ()
    ways = [_by_identifier(store, names, text)]
    if not source_in(store, names, text):
        ways += [_by_letter(store, text), _by_name(store, text, kinds)]
    for named in ways:
        nodes = (stands_for(store, names, each) for each in named) if not bearers else ()
        bearers |= {n for n in nodes if not wanted or is_a(store, ontology, n, wanted)}
    return bearers


def only(store: Store, text: str, bearers: set[NamedNode]) -> NamedNode | None:
    """Return the one that is meant, None where there is none; raises `UsageError` for several."""
    if len(bearers) > 1:
        those = ", ".join(sorted(f"{label(store, b)} <{b.value}>" for b in bearers))
        message = f"'{shown(text)}' could be any of {those}"
        raise UsageError(message, code="ambiguous-name", mend="give the IRI")
    return next(iter(bearers), None)


def retired(store: Store, names: Names, text: str) -> NamedNode | None:
    """Return the node that an IRI, a CURIE or an id means, where it was merged into another."""
    graph = names.graph(GRAPH_DECISIONS)
    if next(store.quads_for_pattern(None, MERGED_INTO, None, graph), None) is None:
        return None
    for node in _by_identifier(store, names, text):
        if stands_for(store, names, node) != node:
            return node
    return None


def stands_for(store: Store, names: Names, node: NamedNode) -> NamedNode:
    """Return the node that a node was merged into; the node itself where it was not."""
    graph = names.graph(GRAPH_DECISIONS)
    for quad in store.quads_for_pattern(node, MERGED_INTO, None, graph):
        if isinstance(quad.object, NamedNode):
            return quad.object
    return node


def known_names(
    store: Store, ontology: Ontology, names: Names, wanted: str = ""
) -> Iterator[tuple[NamedNode, str]]:
    """Yield each node with each of its names, in no order; terms of the ontology are left out.

    `wanted` is the IRI of the class they must belong to.
    """
    terms = names.graph(GRAPH_ONTOLOGY)
    stated = (store.quads_for_pattern(None, predicate, None, terms) for predicate in NAMING)
    left_out = {(quad.subject, quad.object) for quads in stated for quad in quads}
    known = f"SELECT DISTINCT ?node ?name WHERE {{ {_of(kinds_below(ontology, wanted))} {_NAMED} }}"
    for node, name in _solutions(store, known):
        if isinstance(node, NamedNode) and (node, name) not in left_out:
            yield node, said(name)


def source_in(store: Store, names: Names, text: str) -> str:
    """Return the source whose fact `source-id#id` would be; empty where there is no such one."""
    source, mark, _ = text.rpartition("#")
    if not (mark and source) or source in RESERVED_GRAPHS:
        return ""
    return source if store.contains_named_graph(names.graph(source)) else ""


def fact_ids(
    store: Store, names: Names, kinds: Sequence[str] = (), *, whole: bool
) -> Iterator[str]:
    """Yield the ids of facts, of all or of some classes; with their sources' where `whole`."""
    base = names.iri("fact", "").value
    typed = _of(kinds) or "{ SELECT DISTINCT ?node { ?node a ?kind } }"
    facts = f'SELECT ?node WHERE {{ {typed} FILTER(STRSTARTS(STR(?node), "{base}")) }}'
    for (fact,) in _solutions(store, facts):
        source, _, own = said(fact).removeprefix(base).rpartition(".")
        yield f"{source}#{own}" if whole else own


def fact_ids_of(
    store: Store, ontology: Ontology, names: Names, source: str, wanted: str = ""
) -> set[str]:
    """Return the ids of one source's facts; of all of them, or of a class."""
    base = names.fact(source, "x").value.removesuffix("x")
    quads = store.quads_for_pattern(None, RDF_TYPE, None, names.graph(source))
    facts = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    kept = (each for each in facts if each.value.startswith(base))
    return {
        fact.value.removeprefix(base)
        for fact in kept
        if not wanted or is_a(store, ontology, fact, wanted)
    }


def is_a(store: Store, ontology: Ontology, node: NamedNode, wanted: str) -> bool:
    """Return whether a node is of a class, whose IRI is given, or of one below it."""
    kinds = (ontology.by_iri.get(kind) for kind in types(store, node))
    return any(kind is not None and kind.is_a(wanted) for kind in kinds)


def _by_identifier(store: Store, names: Names, text: str) -> Iterator[NamedNode]:
    prefix, colon, rest = text.partition(":")
    source, mark, fact = text.rpartition("#")
    tried = []
    if text.startswith(("http://", "https://")):
        tried.append(text)
    elif colon and prefix in names.prefixes():
        tried.append(names.prefixes()[prefix] + rest)
    elif mark and source:
        tried.append(names.fact(source, fact).value)
    else:
        tried.append(names.document(text).value)
        if FACT_ID.fullmatch(text):
            own = names.graph("").value
            graphs = (g.value for g in store.named_graphs() if isinstance(g, NamedNode))
            sources = sorted(graph.removeprefix(own) for graph in graphs)
            tried += [names.fact(source, text).value for source in sources]
    for iri in tried:
        node = named_node(iri)
        if node is not None and next(store.quads_for_pattern(node, None, None), None) is not None:
            yield node


def _by_letter(store: Store, text: str) -> Iterator[NamedNode]:
    """Yield the nodes whose name is written just so, or with `_` for a space: a shell's word."""
    for words in dict.fromkeys((text, text.replace("_", " "))):
        for name in (Literal(words), Literal(words, language=SPOKEN)):
            yield from _bearers(store, name)


def _bearers(store: Store, name: Literal) -> Iterator[NamedNode]:
    for predicate in NAMING:
        for quad in store.quads_for_pattern(None, predicate, name):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject


def _by_name(store: Store, text: str, kinds: Sequence[str]) -> Iterator[NamedNode]:
    """Yield the nodes with a name; each name is read once, however many bear it.

    Only names of things of some classes are read, where any class is given.
    """
    folded = fold(text)
    named = f"SELECT DISTINCT ?name WHERE {{ {_of(kinds)} {_NAMED} }}"
    for (name,) in _solutions(store, named):
        if isinstance(name, Literal) and fold(name.value) == folded:
            yield from _bearers(store, name)


def kinds_below(ontology: Ontology, wanted: str) -> list[str]:
    """Return a class and all below it; nothing where any will do."""
    return [cls.iri for cls in ontology.by_iri.values() if wanted and cls.is_a(wanted)]


def _of(kinds: Sequence[str]) -> str:
    """Return the pattern of `?node` being of some classes, each once: many sources state it."""
    if not kinds:
        return ""
    listed = " ".join(f"<{kind}>" for kind in kinds)
    return f"{{ SELECT DISTINCT ?node {{ VALUES ?kind {{ {listed} }} ?node a ?kind }} }}"


def _solutions(store: Store, sparql: str) -> list[tuple[NamedNode | Literal, ...]]:
    """Return the rows of a query of our own over all graphs."""
    found = store.query(sparql, use_default_graph_as_union=True)
    return [tuple(row) for row in found] if isinstance(found, QuerySolutions) else []
