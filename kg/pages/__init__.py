"""Pages about the ontology, for people who write and read facts and never heard of OWL."""

from __future__ import annotations

from kg.pages.examples import Example, make_example
from kg.pages.writing import make_pages, write_pages

__all__ = ["Example", "make_example", "make_pages", "write_pages"]
