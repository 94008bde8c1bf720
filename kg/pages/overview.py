"""The first page: what the ontology is about, its layers, and all kinds of things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.pages.markup import bullets, figure, paragraph, plain, section
from kg.pages.site import name_of, to_class
from kg.vocabulary import parents

if TYPE_CHECKING:
    from kg.ontology import Class
    from kg.pages.site import Module, Site

ABOUT = (
    "This is the vocabulary in which news of diplomacy is written down as facts: who demanded, "
    "threatened, promised, answered, met or moved, and when. "
    "Every fact says which source tells it, in which passage, and in whose words. "
    "What somebody does with words (an act) is kept apart from what the words describe (a "
    "situation): a threatened invasion is not an invasion. "
    "People speak from offices that they hold for a time, so that a minister's words count as "
    "those of a state while the office lasts. "
    "Dates, values and names are checked before anything is published, and questions can then be "
    "asked across all sources."
)
LAYERS = (
    "Three layers, from top to bottom. A report: the Example Times prints Moreau's words in "
    "paragraph 7. An act: she threatens Borealis with an embargo on timber. Two situations: "
    "Borealis closes its border to Arcadia, the condition; Arcadia puts an embargo on Borealis, "
    "the consequence. Neither situation is asserted."
)


def overview_body(site: Site, *, layers: bool) -> str:
    """Return the content of the first page."""
    first = site.modules[0] if site.modules else None
    about = ABOUT if site.shipped else _own(site, first)
    parts = [
        f"<h1>{plain(name_of(site))}</h1>",
        paragraph(plain(about), "lead" if not site.shipped else ""),
        paragraph("Start with the pictures, or look up a word below. A word that you would write "
                  "as a <code>type</code> has a page of its own, with an example to copy."),
    ]  # fmt: skip
    if layers:
        caption = "A source says it, somebody did it with words, and the words describe something."
        parts.append(section("Three layers", "layers", figure("layers.svg", LAYERS, caption)))
    caption = "The main kinds of things and how they hang together. Tap the picture to enlarge it."
    words = "Boxes of kinds of things, grouped by topic, with arrows named by keys between them."
    parts.append(section("At a glance", "glance", figure("classes.svg", words, caption)))
    parts.append(section("All kinds of things", "kinds", *(_module(site, m) for m in site.modules)))
    return "\n".join(parts)


def _own(site: Site, first: Module | None) -> str:
    if first is None:
        return ""
    many = sum(len(module.classes) for module in site.modules)
    return (
        f"{first.description} With what it takes of the shipped ontology it knows {many} kinds of "
        "things. Every fact says which source tells it, and where."
    )


def _module(site: Site, module: Module) -> str:
    """Return a module's classes as a tree; one below a class elsewhere says so."""
    names = {cls.name for cls in module.classes}
    roots = [
        cls for cls in module.classes
        if not names & {*parents(site.vocabulary, cls)}
    ]  # fmt: skip
    anchor = "-".join(module.title.casefold().split())
    tree = bullets((_branch(site, cls, names, root=True) for cls in roots), "tree")
    return section(module.title, anchor, paragraph(plain(module.description), "soft"), tree,
                   level=3)  # fmt: skip


def _branch(site: Site, cls: Class, names: set[str], *, root: bool = False) -> str:
    over = parents(site.vocabulary, cls)
    kinds = " and ".join(to_class(site, name, words=True) for name in over)
    kind = f' <span class="soft">(a kind of {kinds})</span>' if root and over else ""
    line = f"{to_class(site, cls.name, words=True)}{kind}: "
    below = [site.classes[name] for name in site.children[cls.name] if name in names]
    inner = bullets(_branch(site, child, names) for child in below)
    return line + plain(cls.definition) + (f"\n{inner}" if inner else "")
