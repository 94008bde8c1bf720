"""All pages of a domain, as files."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from kg.output import unwritable, write_file
from kg.pages.checks import checks_body
from kg.pages.class_page import class_body
from kg.pages.lists import keys_body, scheme_title, values_body, values_index_body
from kg.pages.mappings import mappings_body
from kg.pages.markup import WRITTEN_BY, document
from kg.pages.overview import overview_body
from kg.pages.questions import questions_body
from kg.pages.site import class_page, menu, name_of, open_site, values_page
from kg.pictures.classes import draw_classes
from kg.pictures.layers import draw_layers, has_layers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.domain import Domain
    from kg.pages.site import Site

MARK = WRITTEN_BY.encode()


def make_pages(domain: Domain) -> dict[str, bytes]:
    """Return the pages of a domain by the names of their files, sorted.

    Raises `InputError`, `DataError` and `UsageError` as reading its ontology,
    shapes and queries does.
    """
    site = open_site(domain)
    mappings = mappings_body(site)
    top, name = menu(mappings=bool(mappings)), name_of(site)
    bodies = dict(_bodies(site))
    if mappings:
        bodies["mappings.html"] = ("Other codings", mappings)
    made = {page: document(title, name, top, body) for page, (title, body) in bodies.items()}
    made["style.css"] = (files("kg.pages") / "style.css").read_text("utf-8")
    made["classes.svg"] = draw_classes(site.vocabulary.ontology, [
        (module.title, module.classes) for module in site.modules])  # fmt: skip
    if has_layers(site.vocabulary.ontology):
        made["layers.svg"] = draw_layers()
    return {page: made[page].encode() for page in sorted(made)}


def write_pages(domain: Domain, folder: Path) -> None:
    """Write the pages of a domain into a folder, which is made if it is missing.

    Pages of ours for classes and values that are gone are taken away; other
    files stay. Raises as `make_pages` does, and `InputError` where the folder
    cannot be written.
    """
    made = make_pages(domain)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message, mend = f"cannot write: {error.strerror}", "give a folder that can be written"
        raise unwritable(folder, message, mend) from error
    for pattern in ("class-*.html", "values-*.html"):
        for old in folder.glob(pattern):
            if old.name not in made and MARK in old.read_bytes():
                old.unlink()
    for name, content in made.items():
        write_file(folder / name, content)


def _bodies(site: Site) -> Iterator[tuple[str, tuple[str, str]]]:
    ontology = site.vocabulary.ontology
    yield "index.html", ("Overview", overview_body(site, layers=has_layers(ontology)))
    for name, cls in sorted(site.classes.items()):
        yield class_page(name), (cls.label or name, class_body(site, cls))
    for scheme in sorted(ontology.schemes):
        yield values_page(site, scheme), (scheme_title(site, scheme), values_body(site, scheme))
    yield "values.html", ("All values", values_index_body(site))
    yield "keys.html", ("All keys", keys_body(site))
    yield "checks.html", ("All checks", checks_body(site))
    yield "questions.html", ("All questions", questions_body(site))
