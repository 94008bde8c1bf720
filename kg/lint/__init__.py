"""A lint of the ontology: is every term named, defined, placed and spelt as it should be.

The rules are SPARQL files (`ontology/lint/*.rq`), named and graded as ROBOT's
report names and grades them; a domain may add its own, or replace one of ours
by a file of the same name in its `ontology/lint/`. That files name declared
terms only is checked by tokens. Whether a load can use an ontology at all is
told by `kg.ontology`.
"""
