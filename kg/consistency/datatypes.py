"""Datatypes: which HermiT knows, and which values belong to none of a datatype.

HermiT knows those of OWL 2 (Structural Specification, section 4), and stops at
any other, such as `xsd:date`.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from kg.terms import OWL, RDF, RDFS, XSD

if TYPE_CHECKING:
    from pyoxigraph import Literal

INTEGERS = frozenset(
    XSD + name
    for name in (
        "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger",
        "negativeInteger", "long", "int", "short", "byte", "unsignedLong", "unsignedInt",
        "unsignedShort", "unsignedByte",
    )
)  # fmt: skip
STRINGS = frozenset(
    XSD + name
    for name in ("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN")
)
SPACES = (
    INTEGERS | {f"{XSD}decimal", f"{OWL}real", f"{OWL}rational"},
    STRINGS | {f"{RDF}langString", f"{RDF}PlainLiteral"},
    *(frozenset({XSD + n}) for n in ("boolean", "float", "double", "anyURI", "date", "time")),
    frozenset({f"{XSD}dateTime", f"{XSD}dateTimeStamp"}),
    *(frozenset({XSD + n}) for n in ("hexBinary", "base64Binary", "gYear", "gYearMonth")),
    frozenset({f"{RDF}XMLLiteral"}),
)
"""Value spaces that have no value in common."""

UNKNOWN_TO_HERMIT = frozenset(XSD + n for n in ("date", "time", "gYear", "gYearMonth"))
KNOWN_TO_HERMIT = (frozenset().union(*SPACES) | {f"{RDFS}Literal"}) - UNKNOWN_TO_HERMIT


def outside(value: Literal, datatype: str) -> bool:
    """Return whether a literal is surely no value of a datatype."""
    own = value.datatype.value
    space = next((space for space in SPACES if own in space), None)
    wanted = next((space for space in SPACES if datatype in space), None)
    if space is None or wanted is None:
        return False
    if space is not wanted:
        return True
    if datatype in INTEGERS:
        number = _number(value)
        return number is not None and number != number.to_integral_value()
    return False


def same_value(one: Literal, other: Literal) -> bool:
    """Return whether two literals write one value."""
    left, right = _number(one), _number(other)
    return left == right if left is not None and right is not None else one == other


def _number(value: Literal) -> Decimal | None:
    if value.datatype.value not in SPACES[0]:
        return None
    try:
        return Decimal(value.value)
    except InvalidOperation:
        return None
