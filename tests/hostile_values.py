"""Values that mean harm, for parameters of saved queries: a table, and what is like it."""

from __future__ import annotations

import string

from hypothesis import strategies as st

TABLE = [
    "", " ", "\t", "\n", "\r\n", "\x00", "\x07", "\x1b[2J", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\uffff",
    "\ud800", "a\udfffb", "\U0010ffff", "\U0001fffe", "\u202eevil\u202c", "\u200bzero", "e\u0301", "K", "ﬀ", "𝟏𝟐",
    '"', "'", '""', "''", '"""', "'''", '\\"', "\\'", "\\", "\\\\", '\\\\"', "\\n", "\\u0022", "\\u005C\\u0022", "\\U00000022",
    "\\\\u0022", "\\\\\\u0022", "\\u", "\\U", "\\uD800", "\\x22", "%22", "%2522", "%0a", "&quot;", "&#34;", "&lt;",
    '" }', '"} UNION { ?s ?p ?o } #', '" } UNION { ?s ?p ?o', "' } UNION { ?s ?p ?o } #", '""" } UNION { ?s ?p ?o } #',
    '"^^<http://www.w3.org/2001/XMLSchema#string> } #', '"@en } UNION { ?s ?p ?o', '"@en--ltr', '"^^xsd:date', '"@',
    "} UNION {", "} } UNION { {", "UNDEF", "{ UNDEF }", "VALUES ?x { UNDEF }", "VALUES ?person { UNDEF } VALUES", ") } #",
    '"} ; DROP ALL #', '" } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } #', "; DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <x:a> <x:b> 1 }",
    "> } UNION { ?s ?p ?o } #", "http://example.org/> ?p ?o . ?s <x:p", "<http://example.org/>", "http://example.org/a b",
    'http://example.org/"q', "http://example.org/{x}", "http://example.org/<x>", "http://example.org/\\u003E", "http://example.org/|^`",
    "http://example.org/'a", "http://example.org/?x=$y&z", "http://example.org/#UNDEF", "http://example.org/\u202e", "http://[", "http://",
    "urn:x:'", 'urn:x:"', "x:y", ":", "_:b", "javascript:alert(1)", "file:///etc/passwd", "data:text/turtle,", "http://example.org/%00",
    "?_name_iri", "?_name", "?__name", "?_name_date", "?_name_en", "?_name_integer", "$name", "?name", "?person", "{{name}}", "{name}", "{0}",
    "%s", "%(name)s", "${name}", "$0", "\\1", "\\g<0>", "#{name}", "<%= name %>", "`name`", "$(id)", "{% raw %}", "name=value", "-p", "--param",
    "#", "# comment", "#+ title: x", "#\n} #", "a#b", "// x", "-- x", "/* x */", "<!-- x -->", "a;b", "a,b", "a.b", "?", "$", "*", "^^", "@", "@en", "^",
    "0", "-0", "+0", "00", "01", "-1", "+1", "1.", ".1", "-.1", "1.0", "01.10", "1e5", "1E-5", "1e999999", "NaN", "INF", "-INF", "Infinity", "nan",
    "0x10", "0b1", "1_000", "1,000", "1 000", "１２", "٣", "²", "½", "--1", "+-1", "9" * 400, "-" + "9" * 400, "0." + "0" * 400 + "1", "1" + ".1" * 3,
    "2031-05-02", "0001-01-01", "9999-12-31", "0000-00-00", "0000-01-01", "10000-01-01", "-0001-01-01", "2031-02-29", "2032-02-29", "2031-13-01",
    "2031-5-2", "20310502", "2031-W18-5", "2031-122", "2031-05", "2031", "2031-05-02Z", "2031-05-02+00:00", "2031-05-02T00:00:00", " 2031-05-02",
    "2031-05-02 ", "2031-05-02\n", "２０３１-05-02", "2031–05–02", "2031-05-02?", "2031-05-02~", "2031-05-XX", "../2031-05-02", "2031-05-02/..",
    "[2031-05-02..]", "today", "now()", "NOW()", '2031-05-02" } #', "true", "false", "TRUE", "1", "yes", "no", "NO", "null", "None", "any", "current",
    'current"', "current\x00", "Current", "former ", "any } #", "x" * 20_000, '"' * 5_000, "\\" * 5_000, "'\"" * 3_000, "{" * 5_000, "\n" * 3_000, "é" * 9_000,
]  # fmt: skip

MARKS = "\"'\\{}()<>[]?$#@^|&;,.:*/+-=!_%\n\r\t uUxXnN0"
PIECES = st.sampled_from([*(text for text in TABLE if len(text) < 60), *"\"'\\{}#\n"])
DAYS = st.dates().map(str)
LIKE_DAYS = st.builds("{}{}{}".format, st.sampled_from(["", " ", "-", "+"]), DAYS, PIECES)
NUMBERS = st.one_of(st.integers().map(str), st.decimals().map(str), st.floats().map(str))
IRIS = st.builds(
    "{}{}".format,
    st.sampled_from(["http://example.org/", "urn:x:", "x:"]),
    st.text(string.printable),
)
VALUES = st.one_of(
    st.sampled_from(TABLE),
    st.lists(PIECES, min_size=1, max_size=5).map("".join),
    st.text(MARKS, max_size=30),
    st.text(st.characters(), max_size=20),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"]), max_size=6),
    DAYS,
    LIKE_DAYS,
    NUMBERS,
    IRIS,
)  # fmt: skip
