"""Facts + ontology -> triples: one mapper for every kind of fact."""

from __future__ import annotations

from kg.triples.identity import implied
from kg.triples.mapper import Mapper
from kg.triples.model import Reference, Term, dkg, is_child, local, near
from kg.triples.values import days_of

__all__ = ["Mapper", "Reference", "Term", "days_of", "dkg", "implied", "is_child", "local", "near"]
