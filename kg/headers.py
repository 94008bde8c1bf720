"""The `#+` lines that open a SPARQL file: a header in YAML (the grlc convention)."""

from __future__ import annotations

import yaml


def read_header(text: str) -> dict[str, object] | None:
    r"""Return what a file's `#+` lines say, every scalar as text; None where they are no mapping.

    Raises `ValueError`, with the reason, where they are not YAML.

    >>> read_header("#+ id: CQ01\n#+ country: NO\nASK {}")
    {'id': 'CQ01', 'country': 'NO'}
    """
    lines = [line[2:] for line in text.splitlines() if line.startswith("#+")]
    try:
        # Every scalar stays text: the code of Norway is NO, not false.
        header = yaml.load("\n".join(lines), Loader=yaml.CBaseLoader)  # noqa: S506 - texts only
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
    return header if isinstance(header, dict) else None
