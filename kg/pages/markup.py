"""Pieces of HTML: every word is escaped, and what stands between backticks is code."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WRITTEN_BY = "Written by <code>scripts/ontology-pages</code>."
CODE = re.compile(r"`([^`]+)`")


def plain(words: str) -> str:
    """Return text as HTML.

    >>> plain("write `if` & <more>")
    'write <code>if</code> &amp; &lt;more&gt;'
    """
    return CODE.sub(r"<code>\1</code>", escape(words, quote=False))


def code(words: str) -> str:
    """Return a word of facts files as HTML."""
    return f"<code>{escape(words, quote=False)}</code>"


def link(page: str, content: str, anchor: str = "") -> str:
    """Return a link to a page beside this one; `content` is HTML.

    >>> link("class-Threat.html", "threat", "keys")
    '<a href="class-Threat.html#keys">threat</a>'
    """
    place = quote(page, safe="/.-_") + (f"#{quote(anchor)}" if anchor else "")
    return f'<a href="{place}">{content}</a>'


def section(title: str, anchor: str, *content: str, level: int = 2) -> str:
    """Return a headed section; nothing where it has no content."""
    inner = "\n".join(part for part in content if part)
    if not inner:
        return ""
    head = f'<h{level} id="{escape(anchor)}">{plain(title)}</h{level}>'
    return f"<section>\n{head}\n{inner}\n</section>"


def paragraph(content: str, kind: str = "") -> str:
    """Return a paragraph of HTML; nothing where there is nothing to say."""
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{content}</p>" if content else ""


def bullets(items: Iterable[str], kind: str = "") -> str:
    """Return a list of HTML items; nothing where there are none."""
    lines = "\n".join(f"<li>{item}</li>" for item in items)
    mark = f' class="{kind}"' if kind else ""
    return f"<ul{mark}>\n{lines}\n</ul>" if lines else ""


def table(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], anchors: Sequence[str] = ()
) -> str:
    """Return a table of HTML cells, the first of each row as its head.

    `anchors` give rows their ids. Nothing where there are no rows. Wide tables
    scroll inside their own frame.
    """
    listed = list(rows)
    if not listed:
        return ""
    top = "".join(f'<th scope="col">{plain(head)}</th>' for head in heads)
    ids = [f' id="{escape(anchor)}"' for anchor in anchors] or [""] * len(listed)
    body = "\n".join(
        f'<tr{mark}><th scope="row">{row[0]}</th>'
        + "".join(f'<td data-head="{escape(head)}">{cell}</td>'
                  for head, cell in zip(heads[1:], row[1:], strict=True))
        + "</tr>"
        for mark, row in zip(ids, listed, strict=True)
    )  # fmt: skip
    return (
        f'<div class="scroll">\n<table>\n<caption>{plain(caption)}</caption>\n'
        f"<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def listing(text: str) -> str:
    """Return lines to copy, as they stand."""
    return f'<pre tabindex="0"><code>{escape(text, quote=False)}</code></pre>'


def more(summary: str, *content: str) -> str:
    """Return something folded away, which opens without a script."""
    inner = "\n".join(content)
    return f"<details>\n<summary>{plain(summary)}</summary>\n{inner}\n</details>"


def figure(picture: str, words: str, caption: str) -> str:
    """Return a picture beside this page, with what it shows for those who do not see it."""
    image = f'<img src="{escape(picture)}" alt="{escape(words)}" width="1000">'
    return (
        f'<figure>\n<div class="scroll">{link(picture, image)}</div>\n'
        f"<figcaption>{plain(caption)}</figcaption>\n</figure>"
    )


def document(title: str, site: str, pages: Iterable[tuple[str, str]], body: str) -> str:
    """Return a whole page: its title, the site's name, the pages on top, its content."""
    menu = "\n".join(f"<li>{link(page, plain(name))}</li>" for page, name in pages)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)} · {escape(site)}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<nav aria-label="Pages">
<ul>
{menu}
</ul>
</nav>
<main>
{body}
</main>
<footer><p>{plain(site)}. {WRITTEN_BY}</p></footer>
</body>
</html>
"""
