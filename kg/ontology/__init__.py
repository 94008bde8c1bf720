"""The ontology as plain values: what the loader, queries and help need of it.

Compiled once from Turtle files; a fault in them is told at its line.
"""

from __future__ import annotations

from kg.ontology.compiling import load_ontology
from kg.ontology.model import CONCEPT, THING, Class, Concept, Ontology, Property

__all__ = ["CONCEPT", "THING", "Class", "Concept", "Ontology", "Property", "load_ontology"]
