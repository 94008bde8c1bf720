"""Shapes read from Turtle, and what they and our own checks find in a graph in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.deferred import deferred
from kg.validation.checks import check
from kg.validation.judges import patient_judge, quick_judge
from kg.validation.results import Result
from kg.validation.scene import Scene, Vocabulary, labels_in, vocabulary_of
from kg.validation.shapes import Shapes, load_shapes

if TYPE_CHECKING:
    from kg.validation.engine import validate
else:
    validate = deferred("kg.validation.engine", "validate")

__all__ = [
    "Result",
    "Scene",
    "Shapes",
    "Vocabulary",
    "check",
    "labels_in",
    "load_shapes",
    "patient_judge",
    "quick_judge",
    "validate",
    "vocabulary_of",
]
