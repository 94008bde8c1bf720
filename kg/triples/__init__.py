"""Facts + ontology -> triples: one mapper for every kind of fact."""

from __future__ import annotations

from kg.triples.mapper import Mapper
from kg.triples.model import Reference, dkg, local, near

__all__ = ["Mapper", "Reference", "dkg", "local", "near"]
