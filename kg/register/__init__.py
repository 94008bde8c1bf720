"""Who is who: a name becomes the one actor or place that bears it, or nothing.

Names are compared exactly after folding, then read by rules; similarity only
suggests. Layers are asked in order (the file's own, the project's register,
the shipped one) and the first that knows the name decides.
"""

from kg.folding import fold, is_latin, romanised
from kg.register.entries import named, texts
from kg.register.layers import Bearer, Layer, Named, make_layer, with_aliases
from kg.register.offices import OF_TENURES, Days, Tenure, tenures_of
from kg.register.resolving import Answer, Match, Resolver
from kg.register.shipped import Shipped, compile_register, read_index
from kg.register.suggesting import alike, deciding, suggest

__all__ = [
    "OF_TENURES",
    "Answer",
    "Bearer",
    "Days",
    "Layer",
    "Match",
    "Named",
    "Resolver",
    "Shipped",
    "Tenure",
    "alike",
    "compile_register",
    "deciding",
    "fold",
    "is_latin",
    "make_layer",
    "named",
    "read_index",
    "romanised",
    "suggest",
    "tenures_of",
    "texts",
    "with_aliases",
]
