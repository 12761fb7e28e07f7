"""Numbers as documents show them, and those that a release allows."""

import re
from dataclasses import asdict

from analysis.disclosure import rounded
from analysis.results import to_document


def figures(value):
    """Yield every number of a document, at any depth."""
    if isinstance(value, dict):
        for held in value.values():
            yield from figures(held)
    elif isinstance(value, list):
        for held in value:
            yield from figures(held)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def allowed(shown):
    """Return every number that may be shown, as it is and in percent."""
    document = to_document(rounded(shown).value)
    survey = document["survey"]
    told = set(figures(document))
    told |= {round(100 * number, 6) for number in told}
    whole = {**survey, "eligible": survey.get("headcount")}
    for part in (*survey["organisations"].values(), whole):
        if part.get("eligible"):
            share = part["answers"] / part["eligible"]
            told |= {float(round(100 * share)), round(share, 2)}
    for item in document["items"].values():
        gone = item["overall"].get("missing_shares", {})
        silent = sum(v for k, v in gone.items() if k != "not_asked")
        told.add(float(round(100 * silent)))
    return told


def numbers(text):
    """Return the numbers that a text shows; digests are no numbers."""
    text = re.sub(r"[0-9a-f]{40,}", " ", text)
    return {
        round(float(number.replace(",", "").replace("−", "-")), 6)
        for number in re.findall(r"−?\d[\d,]*(?:\.\d+)?", text)
    }


def texts(value):
    """Yield every text of a report, at any depth."""
    if hasattr(value, "__dataclass_fields__"):
        value = asdict(value)
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple | list):
        for held in value.values() if isinstance(value, dict) else value:
            yield from texts(held)
