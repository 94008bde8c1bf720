"""Write the mapping of the flat tables as OTTR templates, and run maplib in its own environment.

bench/.env/maplib/bin/python bench/templates.py FOLDER
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polars as pl
from maplib import Model
from mapping import DKG, MAPS, absolute

PREFIXES = f"""@prefix t: <urn:template:> .
@prefix d: <{DKG}> .
@prefix ottr: <http://ns.ottr.xyz/0.4/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
COLUMN = re.compile(r"\{(\w+)\}")


def filled(template: str) -> pl.Expr:
    """Return a template's text with a column's values; null where the value is null."""
    return pl.format(COLUMN.sub("{}", absolute(template)), *map(pl.col, COLUMN.findall(template)))


def main(folder: Path) -> None:
    """Map the tables of a folder to maplib.nt in it."""
    model = Model()
    for table, maps in MAPS.items():
        read = pl.read_csv(folder / f"{table}.csv", infer_schema=False)
        for number, (cls, subject, properties) in enumerate(maps):
            name = f"{table}{number}"
            columns = {"s": filled(subject)}
            wanted, said = ["ottr:IRI ?s"], []
            if cls.startswith("*"):
                columns["c"] = filled(DKG + "{" + cls[1:] + "}")
                wanted.append("ottr:IRI ?c")
            said.append(f"ottr:Triple(?s, a, {'?c' if cls.startswith('*') else f'd:{cls}'})")
            for at, (key, value) in enumerate(properties.items()):
                text = value[0] == "="
                columns[f"o{at}"] = pl.col(value[1:]) if text else filled(value)
                wanted.append(f"? {'xsd:string' if text else 'ottr:IRI'} ?o{at}")
                said.append(f"ottr:Triple(?s, d:{key}, ?o{at})")
            body = f"t:{name} [ {', '.join(wanted)} ] :: {{ {', '.join(said)} }} ."
            model.add_template(PREFIXES + body)
            rows = read.select(**columns).drop_nulls("s").unique()
            model.map(f"urn:template:{name}", rows)
    model.write(str(folder / "maplib.nt"), format="ntriples")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
