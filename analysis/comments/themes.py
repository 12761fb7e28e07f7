"""Counts comments per theme, and withholds what tells of too few people.

A person may have written several comments, one in each question, so that a theme is
touched by at least as many people as comments in the question with most of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.comments import lexicon
from analysis.comments.model import MaskedComment, Review
from analysis.figures import Withheld
from analysis.results import ThemeResult

COMPLEMENT = "complement"


def counted(
    comments: Sequence[MaskedComment], *, floor: int, review: Review | None = None
) -> dict[str, ThemeResult | Withheld]:
    """Return how many comments touch each theme, most first, as may be shown.

    The rest, which touch no theme, always has its place: where it were left out, a
    reader would know that nobody is in it.
    """
    if not comments:
        return {}
    about = {c.key: _themes(c, review) for c in comments}
    numbers = Counter({lexicon.OTHER: 0})
    numbers.update(theme for themes in about.values() for theme in themes)
    reasons = {theme: _reason(comments, about, theme, floor=floor) for theme in numbers}
    _hide_more(numbers, reasons, len(comments), floor=floor)
    order = sorted(
        numbers,
        key=lambda t: (reasons[t] is not None, t == lexicon.OTHER, -numbers[t], t),
    )
    return {
        theme: _result(numbers[theme], theme, reasons[theme], review) for theme in order
    }


def _themes(comment: MaskedComment, review: Review | None) -> tuple[str, ...]:
    if review is None:
        return comment.themes
    return review.themes.get(comment.key, comment.themes)


def _reason(
    comments: Sequence[MaskedComment],
    about: Mapping[str, Sequence[str]],
    theme: str,
    *,
    floor: int,
) -> str | None:
    """Return why a count is withheld, if it is."""
    everything = Counter(c.item for c in comments)
    touching = Counter(c.item for c in comments if theme in about[c.key])
    if max(touching.values(), default=0) < floor:
        return f"n<{floor}"
    left = {item: everything[item] - touching[item] for item in everything}
    if 0 < max(left.values()) < floor:
        return COMPLEMENT
    return None


def _hide_more(
    numbers: Mapping[str, int],
    reasons: dict[str, str | None],
    total: int,
    *,
    floor: int,
) -> None:
    """Withhold the smallest themes too, until no hidden count has a lower bound.

    What the shown themes do not reach must be in a hidden one; if the others could
    not hold it, a reader would know how many are at least in the last.
    """
    while True:
        hidden = [reason for reason in reasons.values() if reason is not None]
        shown = [theme for theme, reason in reasons.items() if reason is None]
        left = total - sum(numbers[theme] for theme in shown)
        room = (floor - 1) * (len(hidden) - 1)
        if not hidden or not shown or COMPLEMENT in hidden or left <= room:
            return
        reasons[min(shown, key=lambda theme: (numbers[theme], theme))] = COMPLEMENT


def _result(
    number: int, theme: str, reason: str | None, review: Review | None
) -> ThemeResult | Withheld:
    if reason is not None:
        return Withheld(reason)
    examples = tuple(
        dict.fromkeys(
            one.text
            for one in (review.released if review else ())
            if one.example and theme in one.themes
        )
    )
    title = lexicon.packaged().titles[theme]
    return ThemeResult(number, title, examples=examples or None)
