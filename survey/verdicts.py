"""What a check of a bulletin can find, in words: faults, strata, and its own limits."""

from dataclasses import dataclass
from enum import StrEnum

from questionnaires.model import Text
from survey.manifest import BLIND, POSTER, SLIP


class Kind(StrEnum):
    """What somebody did to the board."""

    UNREADABLE = "unreadable"
    EDITED_MANIFEST = "edited manifest"
    UNSIGNED = "unsigned"
    SWAPPED = "swapped answer"
    DROPPED = "dropped answer"
    ADDED = "added answer"
    DUPLICATED = "duplicated answer"
    TOO_MANY = "one answer too many"
    UNSORTED = "unsorted"
    EDITED_COUNT = "edited count"
    FORKED = "forked board"
    FORGED_RECEIPT = "forged receipt"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One fault: its kind, the group or answer concerned, and a sentence about it."""

    kind: Kind
    place: str
    text: Text

    def to(self, language: str) -> str:
        """Return the fault as one line in a language."""
        return f"{self.place}: {self.text.to(language)}"


@dataclass(frozen=True, slots=True)
class Stratum:
    """The counts of all groups that answer through one channel."""

    channel: str
    eligible: int
    issued: int | None
    answered: int


@dataclass(frozen=True, slots=True)
class Report:
    """The faults of a board, its counts by channel, and what was beyond the check."""

    faults: tuple[Verdict, ...]
    strata: tuple[Stratum, ...] = ()
    limits: tuple[Text, ...] = ()

    @property
    def honest(self) -> bool:
        """Say whether nothing was found."""
        return not self.faults

    @property
    def kinds(self) -> frozenset[Kind]:
        """Return the kinds of the faults."""
        return frozenset(fault.kind for fault in self.faults)


def verdict(kind: Kind, place: str, mn: str, en: str) -> Verdict:
    """Return a fault told in Mongolian and English."""
    return Verdict(kind, place, Text({"mn": mn, "en": en}))


CONTENT_LIMIT = Text(
    {
        "mn": "Жагсаалт нь хариултыг тоолсныг харуулна. Юу гэж хариулсныг харуулахгүй.",
        "en": "The board shows that an answer is counted, not what it says.",
    }
)

RECEIPT_LIMIT = Text(
    {
        "mn": (
            "Нийтлэхээс өмнө хассан эсвэл сольсон хариулт нь зөвхөн тухайн хариултын "
            "баримттай хүнд бүрэн илэрнэ."
        ),
        "en": (
            "An answer left out or exchanged before publication shows for certain only "
            "to whoever holds its receipt."
        ),
    }
)

LIMITS = {
    BLIND: Text(
        {
            "mn": (
                "Урилгаар: ажиллуулагч хэн нэгний өмнөөс эрх авч хариулт нэмсэн бол "
                "тухайн хүн үүнийг мэдсэн үед, эсвэл хариултын тоо хүний тооноос "
                "хэтэрсэн үед л илэрнэ."
            ),
            "en": (
                "Invitations: an answer that the operator adds shows only if somebody "
                "notices a token taken in their name, or if the answers pass the "
                "number of people."
            ),
        }
    ),
    SLIP: Text(
        {
            "mn": (
                "Картаар: хэвлэсэн картын тооноос илүү хариулт л илэрнэ. Тараагаагүй "
                "картаар нэмсэн хариултыг илрүүлэх боломжгүй."
            ),
            "en": (
                "Cards: added answers show only above the number of printed cards; an "
                "answer added with a leftover card does not show."
            ),
        }
    ),
    POSTER: Text(
        {
            "mn": (
                "Зурагт хуудсаар: хэн ч хариулж болох тул ажиллуулагчийн нэмсэн "
                "хариултыг энэ жагсаалтаас илрүүлэх боломжгүй."
            ),
            "en": (
                "Posters: anybody may answer, so answers that the operator adds do not "
                "show at all."
            ),
        }
    ),
}
