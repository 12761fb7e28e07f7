"""Checks the counts of a board: eligible, issued, spent and answered in each group."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from survey.bulletin import Bulletin, GroupCount
from survey.manifest import BLIND, POSTER, SLIP, Group, Manifest, slip_root
from survey.verdicts import Kind, Stratum, Verdict, verdict


def check(bulletin: Bulletin, manifest: Manifest) -> Iterator[Verdict]:
    """Name every group whose counts contradict each other or the manifest."""
    answers = Counter(entry.key_id for entry in bulletin.entries)
    counts = {count.key_id: count for count in bulletin.groups}
    listed = [group.key_id for group in manifest.groups]
    if sorted(count.key_id for count in bulletin.groups) != sorted(listed):
        yield verdict(
            Kind.EDITED_COUNT,
            "groups",
            "Жагсаалтын бүлгүүд нөхцөлийн баримтын бүлгүүдээс зөрж байна.",
            "The groups of the board are not those of the manifest.",
        )
    for group in manifest.groups:
        if group.key_id in counts:
            yield from _group(group, counts[group.key_id], answers[group.key_id])


def strata(bulletin: Bulletin, manifest: Manifest) -> tuple[Stratum, ...]:
    """Return the counts of each channel that the survey has."""
    answers = Counter(entry.key_id for entry in bulletin.entries)
    issued = {count.key_id: count.issued for count in bulletin.groups}
    found = []
    for channel in (BLIND, SLIP, POSTER):
        groups = [group for group in manifest.groups if group.channel == channel]
        if groups:
            given = [issued.get(group.key_id) for group in groups]
            known = [number for number in given if number is not None]
            found.append(
                Stratum(
                    channel=channel,
                    eligible=sum(group.eligible for group in groups),
                    issued=sum(known) if len(known) == len(given) else None,
                    answered=sum(answers[group.key_id] for group in groups),
                )
            )
    return tuple(found)


def _group(group: Group, count: GroupCount, answered: int) -> Iterator[Verdict]:
    if group.eligible != count.eligible:
        yield verdict(
            Kind.EDITED_COUNT,
            group.name,
            "Бүлгийн хүний тоо нөхцөлийн баримтад өөр байна.",
            "The manifest gives another number of eligible people.",
        )
    yield from _announced(group, count.answered, answered)
    yield from _foreign(group, count)
    if group.channel == SLIP:
        yield from _slips(group, count, answered)
    if group.channel != POSTER:
        yield from _most(group, count, answered)


def _foreign(group: Group, count: GroupCount) -> Iterator[Verdict]:
    """Name what a board says of a channel that cannot have it, or leaves out."""
    if (count.issued is None) != (group.channel == POSTER):
        yield verdict(
            Kind.EDITED_COUNT,
            group.name,
            "Олгосон эрхийн тоо дутуу, эсвэл байх ёсгүй бүлэгт бичигдсэн байна.",
            "The number of issued tokens is missing, or of a group that has none.",
        )
    cards = len(count.spent) + len(count.unspent)
    listed = cards + len(count.void) + len(count.reissued)
    if group.channel == SLIP and count.issued not in {None, cards}:
        yield verdict(
            Kind.EDITED_COUNT,
            group.name,
            f"{count.issued} карт олгосон гэсэн боловч жагсаалтад {cards} карт байна.",
            f"{count.issued} cards are said to be issued, and {cards} are listed.",
        )
    if group.channel != SLIP and listed:
        yield verdict(
            Kind.EDITED_COUNT,
            group.name,
            "Карт хэвлээгүй бүлэгт картын жагсаалт байна.",
            "Cards are listed of a group for which none were printed.",
        )


def _announced(group: Group, announced: int, answered: int) -> Iterator[Verdict]:
    if answered == announced:
        return
    yield verdict(
        Kind.DROPPED if answered < announced else Kind.ADDED,
        group.name,
        f"Бүлэг {announced} хариулт зарласан боловч жагсаалтад {answered} байна.",
        f"The group announces {announced} answers, and {answered} stand on the board.",
    )


def _most(group: Group, count: GroupCount, answered: int) -> Iterator[Verdict]:
    """Compare what may be: answered ≤ issued ≤ eligible."""
    issued = group.eligible if count.issued is None else count.issued
    if issued > group.eligible:
        yield verdict(
            Kind.TOO_MANY,
            group.name,
            f"{group.eligible} хүнд {issued} эрх олгосон байна.",
            f"{issued} tokens were issued to {group.eligible} people.",
        )
    if answered > issued:
        yield verdict(
            Kind.TOO_MANY,
            group.name,
            f"{issued} эрх олгосон боловч {answered} хариулт байна.",
            f"There are {answered} answers, and only {issued} tokens were issued.",
        )


def _slips(group: Group, count: GroupCount, answered: int) -> Iterator[Verdict]:
    lists = (count.spent, count.unspent, count.void)
    printed = [slip for slips in lists for slip in slips]
    again = set(count.reissued)
    if not all(_rising(slips) for slips in (*lists, count.reissued)):
        yield verdict(
            Kind.UNSORTED,
            group.name,
            "Картын жагсаалтыг эрэмбэлээгүй, эсвэл нэг карт хоёр удаа байна.",
            "The cards are not sorted, or one is there twice.",
        )
    if slip_root(slip for slip in printed if slip not in again) != group.slip_root:
        yield verdict(
            Kind.EDITED_COUNT,
            group.name,
            "Картын жагсаалт нь нөхцөлийн баримтад амласан хэвлэсэн картуудаас зөрж "
            "байна.",
            "The cards are not those that the manifest says were printed.",
        )
    if len(set(printed)) < len(printed) or not again <= set(printed):
        yield verdict(
            Kind.EDITED_COUNT,
            group.name,
            "Нэг карт хоёр жагсаалтад байна, эсвэл дахин хэвлэсэн карт дутуу байна.",
            "A card stands in two lists, or one that was printed anew is missing.",
        )
    yield from _used(group, len(count.spent), answered)
    usable = len(count.spent) + len(count.unspent)
    if usable > group.eligible:
        yield verdict(
            Kind.TOO_MANY,
            group.name,
            f"{group.eligible} хүнд хүчинтэй {usable} карт хэвлэсэн байна.",
            f"{usable} valid cards were printed for {group.eligible} people.",
        )


def _used(group: Group, spent: int, answered: int) -> Iterator[Verdict]:
    if answered > spent:
        yield verdict(
            Kind.TOO_MANY,
            group.name,
            f"{spent} карт ашигласан боловч {answered} хариулт байна.",
            f"There are {answered} answers, and only {spent} cards were used.",
        )
    elif answered < spent:
        yield verdict(
            Kind.DROPPED,
            group.name,
            f"{spent} карт ашигласан боловч {answered} хариулт байна.",
            f"{spent} cards were used, and only {answered} answers are left.",
        )


def _rising(slips: Sequence[bytes]) -> bool:
    return all(one < other for one, other in pairwise(slips))
