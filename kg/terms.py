"""Prefixes and IRIs: the one place where names of the graph are made.

`BASE` is the only place that knows where the project's terms live. The ids of
a user's own data live under `Names.id_base`, which `kg.toml` may set.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BASE = "https://w3id.org/demarche/"
ONTOLOGY = f"{BASE}ontology#"
FACTS = f"{BASE}facts#"
VOCAB = f"{BASE}vocab/"
SHAPES = f"{BASE}shapes#"
ID_BASE = f"{BASE}id/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
SH = "http://www.w3.org/ns/shacl#"

RDF_TYPE = NamedNode(f"{RDF}type")
RDFS_LABEL = NamedNode(f"{RDFS}label")
PREF_LABEL, ALT_LABEL = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{SKOS}altLabel")
MERGED_INTO, RETELLS = NamedNode(f"{ONTOLOGY}mergedInto"), NamedNode(f"{ONTOLOGY}retells")
AT, TEXT_AT = NamedNode(f"{FACTS}at"), NamedNode(f"{FACTS}textAt")

KINDS = (
    "fact", "state", "person", "body", "group", "office", "tenure", "place",
    "sit", "time", "passage", "report", "part", "step", "doc", "decision", "graph",
)  # fmt: skip
"""Kinds of things a graph holds: each has its own prefix, so that no local name
holds a slash (an escaped slash in a prefixed name matches nothing in rdflib)."""


@dataclass(frozen=True, slots=True)
class Names:
    """How IRIs of a user's own data are made, under one base.

    A domain of the user's may add kinds of things, and prefixes of its terms.
    """

    id_base: str = ID_BASE
    own_kinds: tuple[str, ...] = ()
    own_prefixes: tuple[tuple[str, str], ...] = ()

    def iri(self, kind: str, local: str) -> NamedNode:
        """Return the IRI of one thing; `local` is percent-encoded where it must be."""
        return NamedNode(f"{self.id_base}{kind}/{encode(local)}")

    def fact(self, source_id: str, fact_id: str) -> NamedNode:
        """Return a fact's IRI: its source's id and its own, joined by a dot."""
        return self.iri("fact", f"{source_id}.{fact_id}")

    def graph(self, source_id: str) -> NamedNode:
        """Return the IRI of a source's named graph."""
        return self.iri("graph", source_id)

    def quads(self, source_id: str, triples: Iterable[Triple]) -> Iterator[Quad]:
        """Yield triples as quads of a source's named graph."""
        graph = self.graph(source_id)
        return (Quad(t.subject, t.predicate, t.object, graph) for t in triples)

    def document(self, source_id: str) -> NamedNode:
        """Return the IRI of a source's document."""
        return self.iri("doc", source_id)

    def quotation(self, source_id: str, words: str, paragraph: str) -> NamedNode:
        """Return a quoted passage's IRI, over its folded words and the paragraph they stand in."""
        return self.iri("passage", f"{source_id}.q{digest(words, paragraph)}")

    def kinds(self) -> dict[str, str]:
        """Return the namespace of every kind of thing, by its prefix."""
        return {kind: f"{self.id_base}{kind}/" for kind in (*KINDS, *self.own_kinds)}

    def prefixes(self) -> dict[str, str]:
        """Return every prefix we write, by name."""
        kinds = self.kinds()
        return dict(self.own_prefixes) | PREFIXES | kinds


PREFIXES = {
    "dkg": ONTOLOGY,
    "v": VOCAB,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
}

GRAPH_REGISTER = "register"
GRAPH_ONTOLOGY = "ontology"
GRAPH_ENTAILED = "entailed"
GRAPH_DEFINED = "by-definition"
GRAPH_POSITIONS = "positions"
GRAPH_DECISIONS = "decisions"
RESERVED_GRAPHS = frozenset(
    {GRAPH_REGISTER, GRAPH_ONTOLOGY, GRAPH_ENTAILED, GRAPH_DEFINED, GRAPH_POSITIONS}
    | {GRAPH_DECISIONS}
)
"""Names of the graphs that no source owns; a source may not take one as its id."""

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
"""A local name that stays as it is: most are, and this is told twenty times as quickly."""


def named_node(text: str) -> NamedNode | None:
    """Return the IRI that a text is; None where it is a literal, a path or a blank node."""
    try:
        return NamedNode(text)
    except ValueError:
        return None


def namespace(iri: str) -> str:
    """Return an IRI up to its last `/` or `#`.

    >>> namespace("https://w3id.org/demarche/ontology#Threat")
    'https://w3id.org/demarche/ontology#'
    """
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def local_name(iri: str) -> str:
    """Return what stands behind an IRI's last `/` or `#`."""
    return iri[len(namespace(iri)) :]


def is_by_definition(quad: Quad) -> bool:
    """Return whether a quad only follows from what the ontology defines."""
    graph = quad.graph_name
    return isinstance(graph, NamedNode) and graph.value.endswith(f"/graph/{GRAPH_DEFINED}")


def said(term: NamedNode | Literal | BlankNode | Triple | DefaultGraph) -> str:
    """Return an IRI or a text as it is; what is neither, as N-Triples."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def encode(local: str) -> str:
    """Percent-encode all but letters, digits, `_`, and inner `-` and dots.

    What comes out is a legal local name in Turtle and SPARQL.

    >>> encode("2022-01-10/..")
    '2022-01-10%2F%2E%2E'
    """
    if PLAIN.fullmatch(local):
        return local
    encoded = quote(local, safe="-_.", encoding="utf-8")
    dotless = re.sub(r"\.(?=\.|$)|(?<=\.)\.|^\.", "%2E", encoded.replace("~", "%7E"))
    return f"%2D{dotless[1:]}" if dotless.startswith("-") else dotless


def slug(text: str) -> str:
    """Return a name's lower-case ASCII form, for IRIs that people read.

    >>> slug("Mélanie Joly")
    'melanie-joly'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or digest(text)


def digest(*parts: str) -> str:
    """Return 16 hex digits over parts, each closed so that no two lists meet."""
    return hashed("".join(map(closed, parts)))


def closed(part: str) -> str:
    """Return a part with its length before it and a mark behind: no two lists of such meet."""
    return f"{len(part)}:{part},"


def hashed(text: str) -> str:
    """Return 16 hex digits over a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
