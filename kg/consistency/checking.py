"""Whether the ontology, and the graph with it, is free of contradiction; and if not, why.

Our own rules look first: they need no Java, and explain what they find. HermiT
then decides over what they found nothing wrong with.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.consistency.axioms import assertions, dl_files, known_to_hermit, read_theory
from kg.consistency.clashes import NOTHING, PROBE, clashes, empty_terms
from kg.consistency.explaining import explain_axioms, explain_facts
from kg.consistency.hermit import BrokenJavaError, Hermit, OutOfTimeError, RefusedError
from kg.consistency.java import MEND, find_java
from kg.consistency.model import Checked
from kg.consistency.rules import compile_rules
from kg.consistency.telling import Teller
from kg.errors import Finding, LimitError, Position, in_order
from kg.ontology import load_ontology
from kg.places import in_file, shown_place
from kg.store import open_snapshot
from kg.terms import RDF_TYPE, RDFS, said
from kg.turtle import find_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.config import Settings
    from kg.consistency.model import Clash, Theory

TIMEOUT = 60.0
MOST = 5
"""Contradictions that only HermiT finds and that are looked for in one check."""
SUBCLASS_OF = NamedNode(f"{RDFS}subClassOf")
IRI = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Asked:
    """What HermiT had to say beyond our own rules, and what it could not say."""

    clashes: tuple[Clash, ...] = ()
    refused: str = ""
    skipped: str = ""


def check(settings: Settings, *, ontology_only: bool = False, timeout: float = TIMEOUT) -> Checked:
    """Return whether ontology and graph are consistent, with every contradiction explained.

    The graph is looked at where there is a store. Raises `LimitError` where time
    was up before there was a verdict, `DataError` for a fault in the ontology,
    `StoreError` for a store that is not ours.
    """
    deadline = time.monotonic() + timeout
    load_ontology(settings.domain.ontology)
    theory = read_theory((*settings.domain.ontology, *dl_files(settings.domain)))
    held = None if ontology_only or not settings.store.exists() else settings.store
    store = None if held is None else open_snapshot(held).store
    facts = [] if store is None else assertions(store, settings.names, theory)
    rules = compile_rules(theory)
    own = [*empty_terms(theory, rules), *clashes(facts, theory, rules)]
    asked = ask(theory, facts, own, deadline)
    if asked.skipped == LATE and not own:
        message = (
            f"no verdict: HermiT took longer than {timeout:g} s and our own rules found nothing"
        )
        mend = "allow more with --timeout, or check fewer sources"
        raise LimitError(message, code="check-timeout", mend=mend)
    teller = Teller(theory, settings.names, settings.folder, store)
    told = [teller.tell(clash) for clash in (*own, *asked.clashes)]
    findings = [finding for finding, _ in told]
    if asked.refused:
        findings.append(_refusal(asked.refused, theory, settings))
    return Checked(
        "inconsistent" if told else "undecided" if asked.refused else "consistent",
        tuple(in_order(findings)),
        tuple(explanation for _, explanation in told),
        len(theory.axioms),
        None if store is None else len(facts),
        sum(not known_to_hermit(fact) for fact in facts),
        theory.left_out,
        asked.skipped,
    )


LATE = "time was up before HermiT was done"


def ask(theory: Theory, facts: Sequence[Triple], own: Sequence[Clash], deadline: float) -> Asked:
    """Return what HermiT finds beyond our own clashes, whose facts it is not shown."""
    java = find_java()
    if java is None:
        return Asked(skipped=f"there is no Java, so HermiT was not asked: {MEND}")
    if any(not clash.facts and not clash.term for clash in own):
        return Asked()
    clashing = {fact for clash in own for fact in clash.facts}
    rest = [fact for fact in facts if fact not in clashing]
    found: list[Clash] = []
    try:
        found.extend(_contradictions(Hermit(java, deadline), theory, rest, own))
    except OutOfTimeError:
        return Asked(tuple(found), skipped="" if found else LATE)
    except RefusedError as error:
        return Asked(tuple(found), refused=str(error))
    except BrokenJavaError as error:
        return Asked(tuple(found), skipped=f"HermiT was not asked: {java} fails: {error}")
    return Asked(tuple(found))


def _contradictions(
    hermit: Hermit, theory: Theory, facts: Sequence[Triple], own: Sequence[Clash]
) -> Iterator[Clash]:
    """Yield the clashes that HermiT finds: in facts, then the classes that are empty."""
    axioms, left = theory.axioms, list(facts)
    classified = hermit.classify(theory, axioms, left)
    for count in range(MOST):
        if classified.consistent:
            break
        clash = explain_facts(hermit, theory, left)
        if clash.smallest or not count:
            yield clash
        if not clash.facts or hermit.late:
            return
        left = [fact for fact in left if fact not in clash.facts]
        classified = hermit.classify(theory, axioms, left)
    yield from _empty(hermit, theory, classified.empty, {clash.term for clash in own})


def _empty(
    hermit: Hermit, theory: Theory, empty: Sequence[str], known: set[str]
) -> Iterator[Clash]:
    """Yield the classes that are empty and not yet known to be, nor below one that is."""
    below = {
        t.subject.value
        for t in (axiom.head for axiom in theory.axioms)
        if t.predicate == SUBCLASS_OF and isinstance(t.subject, NamedNode)
        if said(t.object) in {*known, *empty}
    }
    fresh = [iri for iri in empty if iri not in known and iri != NOTHING]
    for iri in [iri for iri in fresh if iri not in below] or ([] if known else fresh[:1]):
        probe = Triple(NamedNode(f"{PROBE}one"), RDF_TYPE, NamedNode(iri))
        yield explain_axioms(hermit, theory, [probe], iri)


def _refusal(words: str, theory: Theory, settings: Settings) -> Finding:
    """Return the finding for an ontology that is beyond OWL 2 DL, in HermiT's words."""
    named = IRI.search(words)
    term = named[1] if named else ""
    place = shown_place(str(find_place(theory.files, term)), settings.folder) if term else ""
    at = Position(*in_file(place or str(theory.files[-1])))
    message = f"HermiT cannot reason over this: {words}"
    mend = "keep to OWL 2 DL: a transitive or chained property takes no number and no asymmetry"
    return Finding(at, "error", "not-dl", message, mend, focus=term)
