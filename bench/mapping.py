"""One mapping of the flat tables to triples, from which each peer's own is made."""

from __future__ import annotations

from flatten import NESTED

DKG, ID = "https://w3id.org/demarche/ontology#", "https://w3id.org/demarche/id/"
VOCAB = "https://w3id.org/demarche/vocab/"
BOUNDS = ("edtf", "earliest", "latest")

# Class or column of the class, template of the subject, and of each property its object: `=column`
# a text, else a template of an IRI.
MAPS: dict[str, list[tuple[str, str, dict[str, str]]]] = {
    "sources": [
        (
            "SourceDocument",
            "source/{id}",
            {
                "title": "=title",
                "publishedBy": "=publisher",
                "license": "=license",
                "language": "=language",
                "sha256": "=sha256",
                "originId": "=origin",
                "hasPublicationTime": "time/{published}",
            },
        ),
        ("TimeSpan", "time/{published}", dict.fromkeys(BOUNDS, "=published")),
    ],
    "actors": [
        (
            "Person",
            "person/{id}",
            {"prefLabel": "=name", "altLabel": "=alias", "hasTenure": "tenure/{id}"},
        ),
        ("Tenure", "tenure/{id}", {"office": "office/{office}", "tenureStart": "time/{start}"}),
    ],
    "facts": [
        (
            "*type",
            "fact/{id}",
            {
                "label": "=label",
                "issuedBy": "name/{by}",
                "addressedTo": "name/{to}",
                "targets": "name/{against}",
                "topic": f"{VOCAB}topic-{{topic}}",
                "hasTime": "time/{when}",
                "eventStatus": f"{VOCAB}status-{{status}}",
                "forceSize": "=size",
                "takesPlaceAt": "place/{where}",
                "rejects": "fact/{rejects}",
                "about": "fact/{about}",
                "hasContent": "situation/{content}",
                "threatenedConsequence": "situation/{then}",
                "hasCondition": "situation/{if}",
            },
        ),
        ("TimeSpan", "time/{when}", dict.fromkeys(BOUNDS, "=when")),
        (
            "Report",
            "report/{report}",
            {
                "reports": "fact/{id}",
                "inDocument": "source/{source}",
                "atPassage": "passage/{report}",
                "mode": f"{VOCAB}mode-{{mode}}",
                "creditedTo": "name/{credited}",
                "timeDerivation": "=derivation",
            },
        ),
        (
            "Passage",
            "passage/{report}",
            {
                "passageOf": "source/{source}",
                "paragraph": "=paragraph",
                "charStart": "=start",
                "charEnd": "=end",
                "exactText": "=quote",
            },
        ),
        *(
            (
                "Situation",
                f"situation/{{{key}}}",
                {
                    "actionType": f"{VOCAB}action-{{{key}_action}}",
                    "situationAgent": f"name/{{{key}_by}}",
                    "situationPatient": f"name/{{{key}_against}}",
                    "detail": f"={key}_detail",
                },
            )
            for key in NESTED
        ),
    ],
}


def absolute(template: str) -> str:
    """Return a template with the base of our IRIs, unless it has one."""
    return template if template.startswith("https:") else ID + template
