"""Contradictions in the ontology and in the graph, found and explained.

Without Java our own rules of OWL 2 RL look; with Java, HermiT as well.
"""

from __future__ import annotations

from kg.consistency.checking import TIMEOUT, check
from kg.consistency.model import Checked, Explanation, Told

__all__ = ["TIMEOUT", "Checked", "Explanation", "Told", "check"]
