"""Diplomatic demands, threats, talks and answers as a knowledge graph.

The command line is `kg`; a public Python interface comes with a later release.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
