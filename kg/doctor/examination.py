"""All that a doctor looks at, in order: the installation, settings, store and domain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kg.config import (
    FILE,
    check_id_base,
    choose,
    chosen_domain,
    given_flags,
    local_store,
    project_folder,
    read_toml,
    seen_from,
)
from kg.doctor.domains import examine_domain
from kg.doctor.installation import examine_installation
from kg.doctor.model import Check, faults, guarded
from kg.doctor.stored import examine_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kg.config import Setting

Value = TypeVar("Value")


def examine(version: str, store: str | None = None, domain: Path | None = None) -> Iterator[Check]:
    """Yield all there is to tell of a command in the working folder; the flags as given.

    `version` is the program's own.
    """
    yield from examine_installation(version)
    yield from guarded("settings", lambda: _examine_work(given_flags(store, domain)))


def _examine_work(flags: dict[str, str]) -> Iterator[Check]:
    here = project_folder(Path.cwd())
    written, wrong = _attempt("settings", FILE, lambda: read_toml(here / FILE))
    chosen = choose(flags, written or {})
    base, wrong_base = _attempt("settings", "id_base", lambda: check_id_base(chosen["id_base"]))
    place, wrong_place = _attempt("settings", "store", lambda: local_store(chosen["store"]))
    field, wrong_field = _attempt(
        "domain",
        "domain",
        lambda: chosen_domain(chosen["domain"], seen_from(chosen["domain"], None, here)),
    )
    yield from wrong
    if wrong:
        yield Check("settings", FILE, "what follows is as it would be without this file", "note")
    origin = "working folder" if here == Path.cwd() else f"the nearest above with {FILE}"
    yield Check("settings", "folder", str(here), origin=origin)
    yield from (_shown(setting, here) for setting in chosen.values())
    yield from (*wrong_base, *wrong_place)
    if place is not None:
        where = Path.cwd() / seen_from(chosen["store"], None, here) / place
        yield from guarded("store", lambda: examine_store(where, base))
    yield from wrong_field
    if field is not None:
        yield from guarded("domain", lambda: examine_domain(field, here / "queries"))


def _shown(setting: Setting, here: Path) -> Check:
    value = setting.value or "none beside the shipped one"
    absent = setting.name == "register" and not (here / setting.value).is_file()
    if absent:
        return Check("settings", setting.name, f"{value}, no such file", "note", setting.origin)
    return Check("settings", setting.name, value, origin=setting.origin)


def _attempt(
    section: str, name: str, make: Callable[[], Value]
) -> tuple[Value | None, tuple[Check, ...]]:
    """Return what is made and no faults, or nothing and the faults."""
    try:
        return make(), ()
    except Exception as error:  # noqa: BLE001 - as `guarded`: the rest is still looked at
        return None, tuple(faults(section, name, error))
