"""What facts files are written in: classes, keys and coded values, with their meaning."""

from __future__ import annotations

from kg.vocabulary.example import example_fact
from kg.vocabulary.explaining import ABOUT, explain_term, plain_message, tell
from kg.vocabulary.listing import (
    CLASSES,
    KEYS,
    TERMS,
    VALUES,
    as_written,
    keys_of,
    list_classes,
    list_keys,
    list_terms,
    list_values,
    takes,
)
from kg.vocabulary.model import Vocabulary, find_class, local, parents, properties, read_vocabulary

__all__ = [
    "ABOUT",
    "CLASSES",
    "KEYS",
    "TERMS",
    "VALUES",
    "Vocabulary",
    "as_written",
    "example_fact",
    "explain_term",
    "find_class",
    "keys_of",
    "list_classes",
    "list_keys",
    "list_terms",
    "list_values",
    "local",
    "parents",
    "plain_message",
    "properties",
    "read_vocabulary",
    "takes",
    "tell",
]
