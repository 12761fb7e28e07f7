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

    The rest, which touch no theme, is withheld with a hidden theme where the shown
    ones would not reach all other comments without it.
    """
    about = {c.key: _themes(c, review) for c in comments}
    numbers = Counter(theme for themes in about.values() for theme in themes)
    reasons = {theme: _reason(comments, about, theme, floor=floor) for theme in numbers}
    shown = {theme for theme, reason in reasons.items() if reason is None}
    if _rest_tells(numbers, shown, len(comments)):
        reasons[lexicon.OTHER] = COMPLEMENT
    order = sorted(numbers, key=lambda theme: (theme == lexicon.OTHER, -numbers[theme]))
    return {
        theme: _result(numbers[theme], theme, reasons[theme], review)
        for theme in sorted(order, key=lambda theme: reasons[theme] is not None)
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
    if max(touching.values()) < floor:
        return f"n<{floor}"
    left = {item: everything[item] - touching[item] for item in everything}
    if 0 < max(left.values()) < floor:
        return COMPLEMENT
    return None


def _rest_tells(numbers: Mapping[str, int], shown: set[str], total: int) -> bool:
    hidden = set(numbers) - shown
    if lexicon.OTHER not in shown or not hidden:
        return False
    reached = sum(numbers[theme] for theme in shown - {lexicon.OTHER})
    return reached < total - numbers[lexicon.OTHER]


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
