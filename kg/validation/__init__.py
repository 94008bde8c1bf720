"""Shapes read from Turtle, and what they and our own checks find in a graph in memory."""

from __future__ import annotations

from kg.validation.checks import check
from kg.validation.engine import Result, validate
from kg.validation.prepared import PreparedGraph, prepare
from kg.validation.scene import Scene, Vocabulary, vocabulary_of
from kg.validation.shapes import Shapes, load_shapes

__all__ = [
    "PreparedGraph",
    "Result",
    "Scene",
    "Shapes",
    "Vocabulary",
    "check",
    "load_shapes",
    "prepare",
    "validate",
    "vocabulary_of",
]
