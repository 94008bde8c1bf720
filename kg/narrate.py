"""The graph told in words: what is known of one thing, each line with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.lookup import NAMING, label, types
from kg.terms import RDF_TYPE
from kg.wording import REPORTS, Line, about, hidden, in_words, relation, source, whereabouts, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from kg.ontology import Ontology
    from kg.terms import Names


@dataclass(frozen=True, slots=True)
class Description:
    """What the graph knows of one node."""

    iri: str
    name: str
    kind: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        """Return it as text for a terminal."""
        return "\n".join(tell(self))


def describe(store: Store, ontology: Ontology, names: Names, iri: NamedNode) -> Description:
    """Return what is said of a node and by what else it is mentioned, sorted."""
    labels = words(ontology)
    lines = {
        Line(relation(labels, q.predicate), text, source(q))
        for q in store.quads_for_pattern(iri, None, None)
        if q.predicate != RDF_TYPE and q.predicate not in NAMING and not hidden(q, names)
        for text in [in_words(store, q.object, names)]
    }
    lines |= {
        Line(f"<- {relation(labels, q.predicate)}", text, source(q))
        for q in store.quads_for_pattern(None, None, iri)
        if isinstance(q.subject, NamedNode) and not hidden(q, names)
        for text in [
            whereabouts(store, q.subject)
            if q.predicate == REPORTS
            else in_words(store, about(store, q.subject), names)
        ]
    }
    kinds = [ontology.by_iri[k].label for k in types(store, iri) if k in ontology.by_iri]
    ordered = sorted(lines, key=lambda line: (line.relation, line.what, line.source))
    return Description(iri.value, label(store, iri), ", ".join(kinds), tuple(ordered))


def tell(description: Description) -> Iterator[str]:
    """Yield a description as lines of text."""
    yield f"{description.name} ({description.kind})"
    yield f"<{description.iri}>"
    width = max((len(line.relation) for line in description.lines), default=0)
    for line in description.lines:
        yield f"  {line.relation:<{width}}  {line.what}  [{line.source}]"
