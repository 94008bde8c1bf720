"""What facts files are written in: classes, keys and coded values, with their meaning."""

from __future__ import annotations

from kg.vocabulary.example import example_fact
from kg.vocabulary.explaining import ABOUT, explain_term, tell
from kg.vocabulary.listing import (
    CLASSES,
    KEYS,
    TERMS,
    VALUES,
    list_classes,
    list_keys,
    list_terms,
    list_values,
)
from kg.vocabulary.model import Vocabulary, find_class, read_vocabulary

__all__ = [
    "ABOUT",
    "CLASSES",
    "KEYS",
    "TERMS",
    "VALUES",
    "Vocabulary",
    "example_fact",
    "explain_term",
    "find_class",
    "list_classes",
    "list_keys",
    "list_terms",
    "list_values",
    "read_vocabulary",
    "tell",
]
