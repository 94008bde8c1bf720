"""Facts + ontology -> triples: one mapper for every kind of fact."""

from __future__ import annotations

from kg.lexical import FACT_ID
from kg.triples.identity import implied
from kg.triples.mapper import PASSAGE_KEYS, RESERVED, Mapper
from kg.triples.model import Reference, Term, dkg, is_child, local, near
from kg.triples.values import days_of

__all__ = [
    "FACT_ID",
    "PASSAGE_KEYS",
    "RESERVED",
    "Mapper",
    "Reference",
    "Term",
    "days_of",
    "dkg",
    "implied",
    "is_child",
    "local",
    "near",
]
