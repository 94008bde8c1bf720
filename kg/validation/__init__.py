"""Shapes read from Turtle, and what they and our own checks find in a graph in memory."""

from __future__ import annotations

from kg.validation.checks import check
from kg.validation.engine import Result, validate
from kg.validation.judges import patient_judge, quick_judge
from kg.validation.prepared import PreparedGraph, prepare
from kg.validation.scene import Scene, Vocabulary, labels_in, vocabulary_of
from kg.validation.shapes import Shapes, load_shapes

__all__ = [
    "PreparedGraph",
    "Result",
    "Scene",
    "Shapes",
    "Vocabulary",
    "check",
    "labels_in",
    "load_shapes",
    "patient_judge",
    "prepare",
    "quick_judge",
    "validate",
    "vocabulary_of",
]
