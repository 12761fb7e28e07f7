"""Says what each one who would like to know an answer learns, and what never.

The sentences follow from a survey's manifest: how people come, how many keys there
are, whether answering begins later than collecting. SECURITY.md says the same in the
words of those who build.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from survey.manifest import BLIND, SLIP, Manifest

_KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Adversary:
    """One who would like to know: what they learn, and what they do not."""

    name: LazyString
    learns: tuple[LazyString, ...]
    never: tuple[LazyString, ...]


def of(manifest: Manifest) -> tuple[Adversary, ...]:
    """Return everybody of whom a respondent may be afraid, the nearest first."""
    return (
        _director(manifest) if manifest.staff else _clerk(manifest),
        _beside(manifest),
        _officer(manifest),
        _administrator(manifest),
        _thief(manifest),
        _daily_thief(manifest),
        _key_holder(manifest),
        _network(manifest),
    )


def _has(manifest: Manifest, channel: str) -> bool:
    return any(group.channel == channel for group in manifest.groups)


def _director(manifest: Manifest) -> Adversary:
    return Adversary(
        _("Your director"),
        (
            _report(manifest),
            _(
                "How many of your group answered, after the last day. If everybody "
                "answered, or nobody, that number alone says so."
            ),
        ),
        (
            _("Who answered and who did not: no list of names says so."),
            _("What you answered."),
        ),
    )


def _clerk(manifest: Manifest) -> Adversary:
    """Return those whom a citizen's answer is about."""
    return Adversary(
        _("The clerk who served you, and the clerk's director"),
        (
            _report(manifest),
            _("How many people answered about this place, after the last day."),
        ),
        (
            _("Who answered: nobody asks for a name, and no list of names is kept."),
            _("What you answered."),
        ),
    )


def _report(manifest: Manifest) -> LazyString:
    return _(
        "The published report: results of %(floor)s or more people.",
        floor=manifest.cell_floor,
    )


def _beside(manifest: Manifest) -> Adversary:
    lost = _("Your code, if you lose it: whoever finds it can answer in your place.")
    return Adversary(
        _("A colleague") if manifest.staff else _("Somebody who stands beside you"),
        (
            _("What they see on your screen while you answer, and what you tell them."),
            *([lost] if manifest.staff or _has(manifest, SLIP) else []),
        ),
        (_("What you answered, from anything that this site stores or shows."),),
    )


def _officer(manifest: Manifest) -> Adversary:
    """Return the officer who runs the survey, and hands out what people come with."""
    return Adversary(
        _("The anti-corruption officer"),
        tuple(_officer_learns(manifest)),
        (_("What you answered."), *_officer_never_learns(manifest)),
    )


def _officer_learns(manifest: Manifest) -> Iterator[LazyString]:
    if _has(manifest, SLIP):
        yield _("How many cards were handed out, and who took one in their presence.")
    if _has(manifest, BLIND):
        yield _("How many invitations of each organisation were used, in coarse steps.")
    if _has(manifest, SLIP) or _has(manifest, BLIND):
        yield _(
            "If they noted your code in secret, against the rules: that it was used. "
            "Never with which answer."
        )
    else:
        yield _("How many people answered by the poster of each place.")


def _officer_never_learns(manifest: Manifest) -> Iterator[LazyString]:
    if manifest.staff:
        yield _(
            "Whom to remind: a reminder goes to everybody of a group in the same "
            "words. The program has no other."
        )


def _administrator(manifest: Manifest) -> Adversary:
    return Adversary(
        _("The administrator of the server"),
        (
            _("How many of each group have answered so far."),
            _(
                "An answer while it is being sent, but only by secretly changing the "
                "program: your browser locks the answer itself, and the programs that "
                "browsers get stand in a signed list. Such a change can be noticed, "
                "but not ruled out."
            ),
            _(
                "Without scripts the server locks your answer before it writes it: "
                "then you trust the program on the server."
            ),
        ),
        (
            _(
                "What you answered, from anything that is stored: the keys are "
                "elsewhere."
            ),
            *_unlinkable(manifest),
        ),
    )


def _unlinkable(manifest: Manifest) -> Iterator[LazyString]:
    if _has(manifest, BLIND):
        yield _(
            "Which invitation an answer belongs to: the right to answer was stamped "
            "without being seen."
        )


def _thief(manifest: Manifest) -> Adversary:
    order = _("Until the last day, perhaps, in which order citizens answered.")
    return Adversary(
        _("A thief who copies both databases once"),
        (
            _("How many of each group answered, and which codes were used."),
            *([] if manifest.staff else [order]),
        ),
        (
            _("What anybody answered: every answer is locked."),
            _("When and from where people answered: it is not stored."),
            _("Whose code belongs to which answer: nothing that is stored joins them."),
        ),
    )


def _daily_thief(manifest: Manifest) -> Adversary:
    return Adversary(
        _("A thief who copies both databases every day"),
        tuple(_daily_learns(manifest)),
        (_("What anybody answered, without the keys of all key-holders."),),
    )


def _daily_learns(manifest: Manifest) -> Iterator[LazyString]:
    yield _("On which day how many of each group answered.")
    if _has(manifest, SLIP):
        yield _(
            "If they also know your card's code: the day on which you answered. Your "
            "answer is then one of those of your group on that day. On a quiet day "
            "these may be few, even yours alone."
        )
    if _has(manifest, BLIND):
        yield _collected(two_phase=manifest.answers_open > manifest.opens)


def _collected(*, two_phase: bool) -> LazyString:
    if two_phase:
        return _(
            "If they also know your invitation's code: the day on which you collected "
            "your right to answer. Whoever collects before answering opens can be any "
            "of those of the group who answer later. Whoever collects on a late and "
            "quiet day stands among fewer."
        )
    return _(
        "If they also know your invitation's code: the day on which you collected your "
        "right to answer. If you answer on the same day, yours is one of the answers "
        "of your group on that day, and on a quiet day these may be few. Answer some "
        "days later."
    )


def _key_holder(manifest: Manifest) -> Adversary:
    if len(manifest.sealing_keys) > 1:
        return Adversary(
            _("One key-holder alone"),
            (_("Nothing: each answer has two locks, and one key opens only one."),),
            (
                _("Any answer, without the other key-holder."),
                _(
                    "Whose answer it is, even together: answers bear no name and no "
                    "code."
                ),
            ),
        )
    return Adversary(
        _("The key-holder"),
        (
            _(
                "This survey has one key-holder. With the stored answers they can open "
                "all of them alone, and read what was answered in each group."
            ),
        ),
        (
            _(
                "Whose answer it is: answers bear no name and no code. What you write "
                "about yourself in a comment would tell."
            ),
        ),
    )


def _network(manifest: Manifest) -> Adversary:
    office = _("Whoever runs the network of your office")
    return Adversary(
        office if manifest.staff else _("Whoever runs the network that you use"),
        (
            _(
                "That your phone or computer opened this site, and when. Answer from "
                "home or over mobile data if you do not want that."
            ),
        ),
        (
            _(
                "What you answered: the connection is encrypted, and every answer has "
                "the same size, %(size)s kilobytes, however much you write.",
                size=manifest.bucket // _KILOBYTE,
            ),
        ),
    )
