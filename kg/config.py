"""Settings: a flag wins over the environment, that over `kg.toml`, that over defaults."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kg.deferred import deferred
from kg.domain import Domain, read_domain, shipped_domain
from kg.errors import InputError, Position, UsageError
from kg.terms import ID_BASE, Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from tomllib import loads
else:
    loads = deferred("tomllib", "loads")

DEFAULTS = {"store": "graph.kg", "domain": "", "id_base": ID_BASE, "register": "register.yaml"}
"""Every setting; a domain that is empty is the shipped one alone."""
VARIABLES = {"store": "KG_STORE", "domain": "KG_DOMAIN"}
FLAGS = {"store": "--store", "domain": "--domain"}
FILE = "kg.toml"
DEFAULT = "default"

_ADDRESS = re.compile(r"[^<>\"{}|^`\\\x00-\x20\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's value, and where it comes from: a flag, a variable, a file, or the default."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What a command works with."""

    store: Path
    names: Names
    register: Path
    folder: Path
    domain: Domain


def read_settings(
    store: str | None = None, folder: Path | None = None, domain: Path | None = None
) -> Settings:
    """Return the settings for a project's folder; `store` and `domain` are flags, if given.

    Without `folder` it is the working folder, or the nearest above it that has
    a `kg.toml`; what flags and variables name is seen from the working folder.
    Raises `InputError` for a `kg.toml` that is no TOML or a domain that cannot
    be read, and `UsageError` for a key or a value in it that means nothing.
    """
    here = folder or project_folder(Path.cwd())
    chosen = choose(given_flags(store, domain), read_toml(here / FILE))
    base, place = check_id_base(chosen["id_base"]), local_store(chosen["store"])
    field = chosen_domain(chosen["domain"], seen_from(chosen["domain"], folder, here))
    return Settings(
        store=Path.cwd() / seen_from(chosen["store"], folder, here) / place,
        names=Names(base, field.kinds, field.prefixes),
        register=here / chosen["register"].value,
        folder=here,
        domain=field,
    )


def project_folder(start: Path) -> Path:
    """Return the nearest folder, from one on upwards, that has a `kg.toml`; else that one."""
    return next((f for f in (start, *start.parents) if (f / FILE).is_file()), start)


def seen_from(setting: Setting, folder: Path | None, here: Path) -> Path:
    """Return the folder from which a setting's path is seen, as short as it can be written."""
    if folder is not None:
        return folder
    if setting.origin not in {FILE, DEFAULT}:
        return Path()
    return Path() if here == Path.cwd() else here


def other_projects(folders: Iterable[Path], folder: Path) -> list[Path]:
    """Return the `kg.toml` of other projects that files in some folders belong to."""
    found = {project_folder(each.resolve()) / FILE for each in folders}
    return sorted(path for path in found if path.is_file() and path != folder.resolve() / FILE)


def given_flags(store: str | None, domain: Path | None) -> dict[str, str]:
    """Return the settings that a command's flags give."""
    given = {"store": store, "domain": None if domain is None else str(domain)}
    return {name: value for name, value in given.items() if value}


def choose(flags: Mapping[str, str], written: Mapping[str, str]) -> dict[str, Setting]:
    """Return each setting, by name, as the first that gives it says; an empty text gives none."""
    variables = {name: os.environ.get(variable, "") for name, variable in VARIABLES.items()}
    chosen = {}
    for name, default in DEFAULTS.items():
        offers = (
            (flags.get(name), FLAGS.get(name, "")),
            (variables.get(name), VARIABLES.get(name, "")),
            (written.get(name), FILE),
        )
        value, origin = next((offer for offer in offers if offer[0]), (default, DEFAULT))
        chosen[name] = Setting(name, value or default, origin)
    return chosen


def check_id_base(chosen: Setting) -> str:
    """Return the address under which a user's own data lives.

    Raises `UsageError` where it is none, or does not end in `/` or `#`.
    """
    base = chosen.value
    try:
        parts = urlsplit(base)
    except ValueError:
        parts = urlsplit("")
    web = parts.scheme in {"http", "https"} and parts.netloc and _ADDRESS.fullmatch(base)
    if not web or not base.endswith(("/", "#")):
        message = f"{chosen.origin}: id_base {base!r} is no web address that ends in / or #"
        raise UsageError(message, code="bad-setting", mend="write https://example.org/id/")
    return base


def local_store(chosen: Setting) -> Path:
    """Return the path of the store; raises `UsageError` where a web address is given."""
    if "://" in chosen.value:
        message = f"'{chosen.value}' is a remote store"
        raise UsageError(message, code="remote-store", mend="give the path of a local store")
    return Path(chosen.value)


def chosen_domain(chosen: Setting, folder: Path) -> Domain:
    """Return the domain that is set, seen from a folder; raises as `read_domain` does.

    Seen from `Path()`, its files are told as the setting writes them.
    """
    return read_domain(folder / chosen.value) if chosen.value else shipped_domain()


def read_toml(path: Path) -> dict[str, str]:
    """Return what a `kg.toml` sets, nothing where there is none.

    Raises `InputError` where it cannot be read or is no TOML, `UsageError` for
    a key or a value that means nothing.
    """
    if not path.exists():
        return {}
    at = Position(str(path))
    try:
        written = loads(path.read_text("utf-8"))
    except OSError as error:
        message, mend = f"cannot be read: {error.strerror}", "mend its rights, or take it away"
        raise InputError(message, position=at, code="unreadable", mend=mend) from error
    except ValueError as error:
        raise InputError(str(error), position=at, code="syntax", mend="mend kg.toml") from error
    for key, value in written.items():
        if key not in DEFAULTS or not isinstance(value, str):
            known = ", ".join(sorted(DEFAULTS))
            message = f"kg.toml: '{key}' is no setting, or no text"
            raise UsageError(message, code="bad-setting", mend=f"known: {known}")
    return written
