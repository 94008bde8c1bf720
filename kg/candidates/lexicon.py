"""What nodes are called, for the sentences that give reasons and for names that hold a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.candidates.names import read_name
from kg.terms import ALT_LABEL, PREF_LABEL, RDFS_LABEL, local_name

if TYPE_CHECKING:
    from kg.candidates.columns import Columns
    from kg.ontology import Ontology

SAID = (PREF_LABEL.value, ALT_LABEL.value, "abbreviation", "formerName", "demonym")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names of a store's nodes and of an ontology's coded values."""

    columns: Columns
    ontology: Ontology

    def called(self, node: str) -> str:
        """Return what people call a node or a coded value."""
        if node in self.ontology.concepts:
            return self.ontology.concepts[node].label
        for predicate in (PREF_LABEL.value, RDFS_LABEL.value):
            if names := self.columns.of(node, predicate):
                return names[0]
        return local_name(node)

    def words(self, node: str) -> frozenset[str]:
        """Return the words of all names of a body or a state, and of what it is called after."""
        texts = (text for predicate in SAID for text in self.columns.of(node, predicate))
        return frozenset(w for text in texts for w in read_name(text, "organisation").words)
