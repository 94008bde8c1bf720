"""Queries that mean harm, as a table: a name, how it may end, and the text.

The ends are the codes of errors: `policy` and `sparql-syntax` before the
engine or by it, `timeout`, `memory`, `query-crash` by the worker; `answer` is
an answer within the limits. Where the machine or the version of the engine
decides which limit is met first, several are right.
"""

from __future__ import annotations

from typing import NamedTuple

N = "http://127.0.0.1:9/"
P = "<https://example.org/p>"
T = "?a ?b ?c"
LIMIT = frozenset({"timeout", "memory", "query-crash"})
BOUNDED = LIMIT | {"answer"}
REFUSED = frozenset({"policy"})
WRONG = frozenset({"sparql-syntax"})
NESTED = BOUNDED | WRONG


class Hostile(NamedTuple):
    """One query: what it tries, the ends that are right, and its text."""

    name: str
    ends: frozenset[str]
    text: str

    @property
    def timeout(self) -> float:
        """Seconds it gets: few where it may run on, many where it is over at once."""
        return 0.5 if self.ends & LIMIT else 30.0


def triples(count: int) -> str:
    """Return patterns that share no variable."""
    return " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(count))


def nested(opening: str, inside: str, closing: str, depth: int) -> str:
    """Return text within brackets, many times over."""
    return opening * depth + inside + closing * depth


TIME = [
    Hostile("product counted", LIMIT, f"SELECT (COUNT(*) AS ?n) {{ {triples(4)} }}"),
    Hostile("product of nothing found", BOUNDED, f"SELECT * {{ {triples(4)} FILTER(?s0 = 1) }}"),
    Hostile("product asked", BOUNDED, f"ASK {{ {triples(3)} FILTER(?o0 = ?p1 && ?o1 = ?p2) }}"),
    Hostile("product constructed", LIMIT, f"CONSTRUCT {{ ?s0 ?p0 ?o1 }} WHERE {{ {triples(4)} }}"),
    Hostile("product of unions", LIMIT, "SELECT (COUNT(*) AS ?n) {" + f"{{ {triples(2)} }} UNION {{ {triples(3)} }}" * 2 + "}"),
    Hostile("product of subqueries", LIMIT, "SELECT (COUNT(*) AS ?n) {" + "".join(f"{{ SELECT ?a{n} {{ ?a{n} ?b ?c{n} }} }}" for n in range(5)) + "}"),
    Hostile("product of graphs", LIMIT, "SELECT (COUNT(*) AS ?n) {" + "".join(f"GRAPH ?g{n} {{ ?s{n} ?p{n} ?o{n} }}" for n in range(4)) + "}"),
    Hostile("distinct of a product", BOUNDED, f"SELECT DISTINCT * {{ {triples(3)} }}"),
    Hostile("offset into a product", LIMIT, f"SELECT * {{ {triples(4)} }} OFFSET 2000000000 LIMIT 1"),
    Hostile("having over a product", LIMIT, f"SELECT ?s0 {{ {triples(4)} }} GROUP BY ?s0 HAVING (COUNT(*) < 0)"),
    Hostile("values times values", LIMIT, "SELECT (COUNT(*) AS ?n) {" + "".join(f"VALUES ?v{n} {{ {'1 ' * 200} }}" for n in range(6)) + "}"),
    Hostile("optional products", LIMIT, "SELECT (COUNT(*) AS ?n) {" + "".join(f"OPTIONAL {{ ?s{n} ?p{n} ?o{n} }}" for n in range(5)) + "}"),
    Hostile("minus of products", LIMIT, f"SELECT * {{ {triples(3)} MINUS {{ {triples(3)} FILTER(?s0 != ?s1) }} FILTER(?o0 = 1) }}"),
    Hostile("exists in exists", LIMIT, f"SELECT (COUNT(*) AS ?n) {{ {triples(2)} FILTER NOT EXISTS {{ ?x ?y ?z FILTER EXISTS {{ ?k ?l ?m FILTER(?m = ?z && ?z = ?s0) }} }} }}"),
    Hostile("path of any kind, starred", BOUNDED, "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)* ?b . ?c (!<x:y>|^!<x:y>)* ?d }"),
    Hostile("path there and back", BOUNDED, f"SELECT (COUNT(*) AS ?n) {{ ?a ({P}|^{P})* ?b . ?b ({P}|^{P})* ?c . ?c ({P}/^{P})+ ?d . ?e {P}* ?f }}"),
    Hostile("stars of stars", BOUNDED, f"SELECT (COUNT(*) AS ?n) {{ ?a ((({P}*)*)+)? ?b . ?c (({P}|^{P})+)* ?d . ?e ?f ?g }}"),
    Hostile("long path", BOUNDED, "SELECT * { ?a " + "/".join(["(<x:p>|!<x:q>)?"] * 90) + " ?b }"),
    Hostile("numbers by values", LIMIT, "SELECT (SUM(?a * ?b * ?c * ?d) AS ?n) {" + "".join(f"VALUES ?{v} {{ {' '.join(map(str, range(300)))} }}" for v in "abcd") + "}"),
    Hostile("regular expression, nested", BOUNDED, f"SELECT * {{ {triples(2)} FILTER(REGEX('{'a' * 5000}!', '^(a+)+$')) FILTER(?o0 = ?p1) }}"),
    Hostile("regular expression, counted", NESTED, "ASK { FILTER(REGEX('" + "a" * 9000 + "', '^((((a{0,99}){0,99}){0,99}){0,99}){0,99}$')) }"),
    Hostile("regular expression, every one", LIMIT, f"SELECT (COUNT(*) AS ?n) {{ {triples(3)} FILTER(REGEX(STR(?s0), CONCAT('(', STR(?s1), '|.*)*', STR(?o2)))) }}"),
]  # fmt: skip
MEMORY = [
    Hostile("sort of a product", LIMIT, f"SELECT * {{ {triples(3)} }} ORDER BY ?o0 DESC(?o1) ?o2"),
    Hostile("groups of a product", LIMIT, f"SELECT ?s0 ?s1 ?s2 (COUNT(*) AS ?n) {{ {triples(3)} }} GROUP BY ?s0 ?s1 ?s2"),
    Hostile("one text of a product", LIMIT, f"SELECT (GROUP_CONCAT(CONCAT(STR(?s0), STR(?s1))) AS ?t) {{ {triples(3)} }}"),
    Hostile("distinct count of a product", LIMIT, f"SELECT (COUNT(DISTINCT CONCAT(STR(?s0), STR(?s1), STR(?s2))) AS ?n) {{ {triples(3)} }}"),
    Hostile("text doubled", BOUNDED, "SELECT ?v40 { BIND('aaaaaaaa' AS ?v0)" + "".join(f" BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40)) + "}"),
    Hostile("text replaced by more", BOUNDED, "SELECT ?v9 { BIND('aaaaaaaa' AS ?v0)" + "".join(f" BIND(REPLACE(?v{n}, 'a', '{'a' * 64}') AS ?v{n + 1})" for n in range(9)) + "}"),
    Hostile("text encoded again and again", BOUNDED, "SELECT ?v25 { BIND('%%%%%%%%' AS ?v0)" + "".join(f" BIND(ENCODE_FOR_URI(CONCAT(?v{n}, ?v{n})) AS ?v{n + 1})" for n in range(25)) + "}"),
    Hostile("big rows", BOUNDED, "SELECT ?v22 { BIND('aaaaaaaa' AS ?v0)" + "".join(f" BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(22)) + f" {triples(2)} }}"),
    Hostile("description of everything", BOUNDED, f"DESCRIBE * {{ {triples(3)} }}"),
    Hostile("construction of everything new", BOUNDED, f"CONSTRUCT {{ [] ?p0 [ ?p1 [ ?p2 ?o0 ] ] }} WHERE {{ {triples(3)} }}"),
    Hostile("rows without end", BOUNDED, f"SELECT * {{ {triples(3)} }}"),
]  # fmt: skip
DEEP = [
    Hostile("braces", REFUSED, "SELECT * " + nested("{", T, "}", 100_000)),
    Hostile("braces, few", NESTED, "SELECT * " + nested("{", T, "}", 100)),
    Hostile("parentheses", REFUSED, "ASK { FILTER" + nested("(", "1", ")", 100_000) + "}"),
    Hostile("optionals in optionals", REFUSED, "SELECT * {" + nested("OPTIONAL {", T, "}", 2000) + "}"),
    Hostile("optionals in optionals, few", NESTED, "SELECT * {" + nested("?a ?b ?c OPTIONAL {", T, "}", 98) + "}"),
    Hostile("subqueries in subqueries", NESTED, "SELECT * {" + nested("{ SELECT * {", T, "}}", 49) + "}"),
    Hostile("exists in exists, many", NESTED, "SELECT * {" + nested("?a ?b ?c FILTER NOT EXISTS {", T, "}", 98) + "}"),
    Hostile("path brackets", NESTED, "SELECT * { ?a " + nested("(", P, ")*", 98) + " ?b }"),
    Hostile("collections", NESTED, "SELECT * { ?a ?b " + nested("(", "1", ")", 98) + " }"),
    Hostile("collection of many", BOUNDED | REFUSED, "SELECT * { ?a ?b (" + "1 " * 40_000 + ") }"),
    Hostile("triple terms", REFUSED | NESTED, "SELECT * { ?x ?y " + nested("<<( ?a ?b ", "?c", " )>>", 48) + " }"),
    Hostile("negations", NESTED, "ASK { FILTER(" + "!" * 90_000 + "true) }"),
    Hostile("minuses", NESTED, "ASK { FILTER(" + "- " * 90_000 + "1 = 1) }"),
    Hostile("inverses", NESTED, "ASK { ?a " + "^" * 90_000 + f"{P} ?b }}"),
    Hostile("sum of many", NESTED, "ASK { FILTER(" + "1+" * 40_000 + "1 = 1) }"),
    Hostile("choice of many", NESTED, "ASK { FILTER(" + "false||" * 30_000 + "true) }"),
    Hostile("unions in a row", NESTED, "SELECT * {" + " UNION ".join(["{ ?a ?b ?c }"] * 480) + "}"),
    Hostile("unions past counting", REFUSED, "SELECT * {" + " UNION ".join(["{ ?a ?b ?c }"] * 8000) + "}"),
    Hostile("optionals in a row", NESTED, "SELECT * {" + "OPTIONAL { ?a ?b ?c }" * 490 + "}"),
    Hostile("optionals past counting", REFUSED, "SELECT * {" + "OPTIONAL { ?a ?b ?c }" * 8000 + "}"),
    Hostile("minus in a row", NESTED, "SELECT * { ?a ?b ?c " + "MINUS { ?a ?b ?c }" * 490 + "}"),
    Hostile("binds in a row", NESTED, "SELECT * {" + "".join(f"BIND({n} AS ?v{n})" for n in range(490)) + "}"),
    Hostile("binds past counting", REFUSED, "SELECT * {" + "".join(f"BIND({n} AS ?v{n})" for n in range(9000)) + "}"),
    Hostile("binds in a chain", NESTED, "SELECT ?v490 { BIND(1 AS ?v0)" + "".join(f" BIND(?v{n} + ?v{n} AS ?v{n + 1})" for n in range(490)) + "}"),
    Hostile("filters in a row", NESTED, "SELECT * { ?a ?b ?c " + "FILTER(?a != ?b)" * 490 + "}"),
    Hostile("filters past counting", REFUSED, "SELECT * { ?a ?b ?c " + "FILTER(?a != ?b)" * 9000 + "}"),
    Hostile("alternatives in a path", NESTED, "SELECT * { ?a " + "|".join(["<x:p>"] * 30_000) + " ?b }"),
    Hostile("ifs in ifs", NESTED, "SELECT (" + nested("IF(true, 1, ", "1", ")", 99) + " AS ?x) {}"),
    Hostile("patterns that are one join", NESTED, f"SELECT * {{ {triples(499)} }}"),
]  # fmt: skip
LONG = [
    Hostile("a long list", NESTED, "SELECT * { ?a ?b ?c FILTER(?c IN (" + ",".join(map(str, range(40_000))) + ")) }"),
    Hostile("a list past counting", REFUSED, "SELECT * { ?a ?b ?c FILTER(?c IN (" + "1," * 300_000 + "1)) }"),
    Hostile("many values", NESTED, "SELECT * { ?a ?b ?c VALUES ?c {" + " ".join(f"'{n}'" for n in range(80_000)) + "} }"),
    Hostile("a long literal", BOUNDED, "SELECT ('" + "x" * 990_000 + "' AS ?x) { ?a ?b ?c }"),
    Hostile("a long IRI", BOUNDED, "ASK { <http://e/" + "x" * 990_000 + "> ?b ?c }"),
    Hostile("a long variable", BOUNDED, "SELECT ?" + "x" * 900_000 + " { ?a ?b ?c }"),
    Hostile("a long comment", BOUNDED, "ASK { ?a ?b ?c } #" + "x" * 990_000),
    Hostile("a megabyte and more", REFUSED, "ASK { ?a ?b ?c } #" + "x" * 1_000_000),
    Hostile("a megabyte of letters in two bytes", REFUSED, "ASK { ?a ?b ?c } #" + "é" * 500_000),
    Hostile("dashes", NESTED | REFUSED, "ASK { FILTER(" + "a-" * 45_000 + "a) }"),
    Hostile("dashes past counting", REFUSED, "ASK { FILTER(" + "a-" * 490_000 + "a) }"),
    Hostile("signs of other scripts", REFUSED | WRONG, "ASK { " + "a\u2014" * 240_000 + " }"),
    Hostile("open brackets of IRIs", REFUSED, "ASK { " + "<a" * 490_000),
    Hostile("escapes that are none", REFUSED, "ASK { <" + "\\u" * 490_000),
    Hostile("quotes left open", WRONG, "ASK { ?a ?b '''" + "\\'" * 490_000),
    Hostile("many prefixes", NESTED, "".join(f"PREFIX p{n}: <http://e/{n}> " for n in range(15_000)) + "ASK {}"),
    Hostile("number without end", BOUNDED, "SELECT (" + "9" * 900_000 + " * 2 AS ?x) {}"),
    Hostile("exponent without end", BOUNDED, "SELECT (1e999999999 * 2 AS ?x) (1e-999999999 AS ?y) {}"),
]  # fmt: skip
REACHING = [
    Hostile("service", REFUSED, f"SELECT * {{ SERVICE <{N}> {{ {T} }} }}"),
    Hostile("service, silent", REFUSED, f"SELECT * {{ SeRvIcE sIlEnT <{N}> {{ {T} }} }}"),
    Hostile("service, after a comment", REFUSED, f"SELECT * {{ #\rSERVICE#\n<{N}> {{ {T} }} }}"),
    Hostile("service, its first letter escaped", WRONG, f"SELECT * {{ \\u0053ERVICE <{N}> {{ {T} }} }}"),
    Hostile("service, all escaped", WRONG, "SELECT * { " + "".join(f"\\U{ord(c):08X}" for c in "SERVICE") + f" <{N}> {{ {T} }} }}"),
    Hostile("service, by a variable", REFUSED, f"SELECT * {{ VALUES ?x {{ <{N}> }} SERVICE?x {{ {T} }} }}"),
    Hostile("service, by a prefix", REFUSED, f"PREFIX x: <{N}> SELECT * {{ SERVICE x:y {{ {T} }} }}"),
    Hostile("service, run together", REFUSED, f"PREFIX : <{N}> SELECT * {{ ?a ?b 1SERVICE:y {{ {T} }} }}"),
    Hostile("service, of full width", WRONG, f"SELECT * {{ ＳＥＲＶＩＣＥ <{N}> {{ {T} }} }}"),
    Hostile("service, with a dotless i", WRONG, f"SELECT * {{ SERVıCE <{N}> {{ {T} }} }}"),
    Hostile("service, in exists", REFUSED, f"ASK {{ FILTER EXISTS {{ SERVICE <{N}> {{ {T} }} }} }}"),
    Hostile("load", REFUSED, f"LOAD <{N}>"),
    Hostile("load of a file", REFUSED, "LOAD SILENT <file:///etc/passwd> INTO GRAPH <x:g>"),
    Hostile("insert", REFUSED, "INSERT DATA { <x:a> <x:b> 1 }"),
    Hostile("insert after a question", REFUSED, "ASK {} ; INSERT DATA { <x:a> <x:b> 1 }"),
    Hostile("delete", REFUSED, f"DELETE {{ {T} }} WHERE {{ {T} }}"),
    Hostile("delete, escaped", WRONG, f"\\u0044ELETE WHERE {{ {T} }}"),
    Hostile("with", WRONG | REFUSED, f"WITH <x:g> DELETE {{ {T} }} WHERE {{ {T} }}"),
    Hostile("clear", REFUSED, "CLEAR SILENT ALL"),
    Hostile("from the web", frozenset({"answer"}), f"SELECT * FROM <{N}> {{ {T} }}"),
    Hostile("from a file", REFUSED, f"SELECT * FROM <file:///etc/passwd> {{ {T} }}"),
    Hostile("from a file, escaped", REFUSED, f"SELECT * FROM <\\u0066ile:///etc/passwd> {{ {T} }}"),
    Hostile("a function of the system", frozenset({"sparql-function"}), "SELECT (<java:java.lang.Runtime>('id') AS ?x) {}"),
]  # fmt: skip
BROKEN = [
    Hostile("nothing", WRONG, ""),
    Hostile("no text", WRONG, "ASK { ?a ?b '\ud800' }"),
    Hostile("NUL", WRONG, "ASK { ?a ?b ?c \x00 }"),
    Hostile("NUL in a literal", NESTED, "ASK { ?a ?b '\x00' }"),
    Hostile("controls", WRONG, "ASK { \x1b[31m ?a ?b ?c }"),
    Hostile("turned around", WRONG, "ASK { \u202e ?a ?b ?c }"),
    Hostile("a mark of byte order", WRONG, "\ufeffASK { ?a ?b ?c }"),
    Hostile("brackets not closed", WRONG, "SELECT * { ?a ?b ?c FILTER((("),
    Hostile("brackets closed too often", WRONG, "SELECT * { ?a ?b ?c }" + "}" * 90_000),
    Hostile("a template", WRONG, "SELECT * {{ ?_name_iri ?b ?c }} {% for x in y %}"),
    Hostile("another language", REFUSED, "SELECT * FROM facts; DROP TABLE facts; --"),
]  # fmt: skip

HOSTILE = [*TIME, *MEMORY, *DEEP, *LONG, *REACHING, *BROKEN]
