"""JSON Schema of facts files and registers, made from ontology and shapes.

Editors complete and check facts files by it; `kg validate` remains the judge.
"""

from __future__ import annotations

from kg.schema.document import domain_schema, entailed_by, facts_schema, register_schema

__all__ = ["domain_schema", "entailed_by", "facts_schema", "register_schema"]
