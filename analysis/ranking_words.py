"""Says why one recommendation stands before the next, in words of daily life."""

from collections.abc import Mapping

from analysis.wording import both, number, percent
from questionnaires.model import Text

_CLEAR = 1.15


def reason_for_rank(
    own: Mapping[str, float], following: Mapping[str, float] | None
) -> Text:
    """Return why a measure stands before the next one.

    Both hold the factors of the rank: ``importance`` 1–5, ``gap`` and ``reached``
    as shares, ``pull`` around 1. The factor in which it is most ahead is named.
    """
    if following is None:
        return both(
            "Why here: importance {importance} of 5, certain distance to the threshold "
            "{gap}, concerns {reached} of those who answered.",
            **_told(own),
        )
    ahead = {name: own[name] / following[name] for name in own if following[name] > 0}
    first = max(ahead, key=lambda name: ahead[name], default="gap")
    if ahead.get(first, 1.0) < _CLEAR:
        return both(
            "Why here: it weighs about as much as the next one; either may come first."
        )
    return {
        "importance": both(
            "Why before the next: the harm is graver (importance {importance} of 5, "
            "the next {other}).",
            importance=number(own["importance"]),
            other=number(following["importance"]),
        ),
        "gap": both(
            "Why before the next: the result lies farther from its threshold, even "
            "when chance is allowed for ({gap} of the greatest distance, the next "
            "{other}).",
            gap=percent(own["gap"]),
            other=percent(following["gap"]),
        ),
        "reached": both(
            "Why before the next: it concerns more people ({reached} of those who "
            "answered, the next {other}).",
            reached=percent(own["reached"]),
            other=percent(following["reached"]),
        ),
        "pull": both(
            "Why before the next: it goes together with people's overall judgement "
            "more closely (weight {pull}, the next {other}); no proof of cause.",
            pull=number(own["pull"], 1),
            other=number(following["pull"], 1),
        ),
    }[first]


def _told(factors: Mapping[str, float]) -> dict[str, str]:
    return {
        "importance": number(factors["importance"]),
        "gap": percent(factors["gap"]),
        "reached": percent(factors["reached"]),
    }
