"""Write the mapping of the flat tables as RML, and run morph-kgc on it in its own environment.

bench/.env/morph-kgc/bin/python bench/morph.py FOLDER
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from mapping import DKG, MAPS, absolute

PREFIXES = """@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""


def rml(folder: Path) -> str:
    """Return the mapping as RML."""
    written = [PREFIXES]
    for table, maps in MAPS.items():
        for number, (cls, subject, properties) in enumerate(maps):
            own = f'rr:template "{absolute(subject)}"'
            fixed = "" if cls.startswith("*") else f" ; rr:class <{DKG}{cls}>"
            named = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
            typed = (named, f'rr:template "{DKG}{{{cls[1:]}}}"')
            pairs = [(DKG + key, _object(value)) for key, value in properties.items()]
            pairs += [] if fixed else [typed]
            objects = "".join(
                f" ;\n  rr:predicateObjectMap [ rr:predicate <{key}> ; rr:objectMap [ {value} ] ]"
                for key, value in pairs
            )
            written.append(
                f"<urn:map:{table}{number}> rml:logicalSource [ "
                f'rml:source "{folder / table}.csv" ; rml:referenceFormulation ql:CSV ] ;\n'
                f"  rr:subjectMap [ {own}{fixed} ]{objects} .\n"
            )
    return "\n".join(written)


def _object(value: str) -> str:
    return f'rml:reference "{value[1:]}"' if value[0] == "=" else f'rr:template "{absolute(value)}"'


def main(folder: Path) -> None:
    """Map the tables of a folder to morph.nt in it."""
    (folder / "mapping.ttl").write_text(rml(folder), "utf-8")
    settings = f"[CONFIGURATION]\noutput_file: {folder / 'morph.nt'}\nnumber_of_processes: 2\n"
    settings += f"[TABLES]\nmappings: {folder / 'mapping.ttl'}\n"
    (folder / "morph.ini").write_text(settings, "utf-8")
    command = [sys.executable, "-m", "morph_kgc", str(folder / "morph.ini")]
    subprocess.run(command, check=True)  # noqa: S603 - our own


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
