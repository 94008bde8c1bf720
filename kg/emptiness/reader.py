"""The tokens of a query, read one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.store.policy import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOSING = {"{": "}", "(": ")", "[": "]", "<<": ">>"}


class Reader:
    """The tokens of a query, and where in them one reads."""

    def __init__(self, text: str) -> None:
        """Stand before the first token of a query."""
        self.text, self.at = text, 0
        self.tokens = list(_split(text))

    @property
    def word(self) -> str:
        """The token here: a word or a mark in lower case, else nothing."""
        if self.at >= len(self.tokens):
            return ""
        token = self.tokens[self.at]
        return token.text.lower() if token.kind in {"word", "mark"} else ""

    @property
    def start(self) -> int:
        """Where the token here starts in the text."""
        return self.tokens[self.at].start

    def take(self, *expected: str) -> None:
        """Pass a token, which must be one of those expected, if any is."""
        if expected and self.word not in expected:
            raise ValueError(self.word)
        if self.at >= len(self.tokens):
            raise ValueError(self.text[-1:])
        self.at += 1

    def balanced(self, *opening: str) -> None:
        """Pass brackets with all that they hold."""
        close = [CLOSING[self.word]] if self.word in CLOSING else []
        self.take(*opening)
        while close:
            if self.word in CLOSING:
                close.append(CLOSING[self.word])
            elif self.word in CLOSING.values() and self.word != close.pop():
                raise ValueError(self.word)
            self.take()

    def since(self, start: int) -> str:
        """Return the text from a place up to the last token passed."""
        last = self.tokens[self.at - 1]
        return self.text[start : last.start + len(last.text)]

    def line(self, start: int) -> int:
        """Return the line of a place in the text."""
        return self.text.count("\n", 0, start) + 1


def _split(text: str) -> Iterator[Token]:
    """Yield tokens; a name's last dot ends a statement (SPARQL 1.1, PN_LOCAL)."""
    for token in tokens(text):
        name = token.text.rstrip(".") if token.kind == "name" else token.text
        yield Token(token.kind, name, token.start)
        for at in range(len(name), len(token.text)):
            yield Token("mark", ".", token.start + at)
