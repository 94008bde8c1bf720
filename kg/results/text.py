"""Text as a terminal and XML may have it."""

from __future__ import annotations

import re
from html import escape

_NOT_XML = "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Compiled, and kept, when it is first used: that takes milliseconds, and few answers are XML."""


def printable(text: str) -> str:
    """Return text on one line; what could steer a terminal is written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def xml_attribute(text: str) -> str:
    """Return text as the value of an XML attribute, in its quotes."""
    told = xml_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{told}"'


def xml_text(text: str) -> str:
    """Return text as XML 1.0 content; a character that XML cannot hold becomes U+FFFD."""
    return escape(re.sub(_NOT_XML, "\ufffd", text), quote=False).replace("\r", "&#13;")
