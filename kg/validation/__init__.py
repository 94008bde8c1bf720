"""SHACL: shapes read from Turtle, and what they find in a graph in memory."""

from __future__ import annotations

from kg.validation.engine import Result, validate
from kg.validation.prepared import PreparedGraph, prepare
from kg.validation.shapes import Shapes, load_shapes

__all__ = ["PreparedGraph", "Result", "Shapes", "load_shapes", "prepare", "validate"]
