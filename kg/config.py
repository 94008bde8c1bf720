"""Settings: a flag wins over the environment, that over `kg.toml`, that over defaults."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from kg.domain import Domain, read_domain, shipped_domain
from kg.errors import InputError, Position, UsageError
from kg.terms import ID_BASE, Names

KEYS = frozenset({"store", "id_base", "register", "domain"})


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
    """Return the settings for a working folder; `store` and `domain` are flags, if given.

    Raises `InputError` for a `kg.toml` that is no TOML or a domain that cannot
    be read, and `UsageError` for a key or a value in it that means nothing.
    """
    here = folder or Path.cwd()
    written = _read_toml(here / "kg.toml")
    base = written.get("id_base", ID_BASE)
    if urlsplit(base).scheme not in {"http", "https"} or not base.endswith(("/", "#")):
        message = f"kg.toml: id_base '{base}' is no web address that ends in / or #"
        raise UsageError(message, code="bad-setting", mend="write https://example.org/id/")
    chosen = store or os.environ.get("KG_STORE") or written.get("store") or "graph.kg"
    if "://" in chosen:
        message = f"'{chosen}' is a remote store"
        raise UsageError(message, code="remote-store", mend="give the path of a local store")
    field = domain or os.environ.get("KG_DOMAIN") or written.get("domain")
    # Told as it was written where it is seen from the working folder.
    place = Path(field or "") if folder is None else here / (field or "")
    chosen_domain = read_domain(place) if field else shipped_domain()
    return Settings(
        store=here / chosen,
        names=Names(base, chosen_domain.kinds, chosen_domain.prefixes),
        register=here / written.get("register", "register.yaml"),
        folder=here,
        domain=chosen_domain,
    )


def _read_toml(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        at = Position(str(path))
        raise InputError(str(error), position=at, code="syntax", mend="mend kg.toml") from error
    for key, value in written.items():
        if key not in KEYS or not isinstance(value, str):
            message = f"kg.toml: '{key}' is no setting, or no text"
            raise UsageError(message, code="bad-setting", mend=f"known: {', '.join(sorted(KEYS))}")
    return written
