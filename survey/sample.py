"""A district that does not exist, and how its people might answer.

Everything here is invented and marked as sample data wherever it is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.model import Item, Questionnaire

Row = tuple[str, ...]

ORGANISATIONS: tuple[tuple[str, str, int], ...] = (
    ("Засаг даргын Тамгын газар", "захиргаа", 160),
    ("Эрүүл мэндийн төв", "эрүүл мэнд", 140),
    ("Нийгмийн даатгалын хэлтэс", "үйлчилгээ", 64),
    ("Татварын хэлтэс", "үйлчилгээ", 72),
    ("Улсын бүртгэлийн хэлтэс", "үйлчилгээ", 48),
    ("1 дүгээр сургууль", "боловсрол", 96),
    ("2 дугаар цэцэрлэг", "боловсрол", 42),
    ("Газар зохион байгуулалтын алба", "үйлчилгээ", 38),
    ("Соёлын ордон", "соёл", 14),
    ("1 дүгээр хороо", "хороо", 12),
    ("2 дугаар хороо", "хороо", 11),
    ("3 дугаар хороо", "хороо", 8),
)

# Those who have an official address for every civil servant are invited by mail.
INVITED = ("Засаг даргын Тамгын газар", "Татварын хэлтэс")

SERVICES: tuple[tuple[str, str, str], ...] = (
    ("Улсын бүртгэлийн хэлтэс", "Бүртгэлийн танхим", "Иргэний үнэмлэх захиалах"),
    ("Улсын бүртгэлийн хэлтэс", "Бүртгэлийн танхим", "Гэрлэлт бүртгүүлэх"),
    ("Улсын бүртгэлийн хэлтэс", "Бүртгэлийн танхим", "Хаягийн лавлагаа авах"),
    ("Нийгмийн даатгалын хэлтэс", "Даатгалын танхим", "Тэтгэвэр тогтоолгох"),
    ("Нийгмийн даатгалын хэлтэс", "Даатгалын танхим", "Тэтгэмж авах"),
    ("Газар зохион байгуулалтын алба", "Газрын танхим", "Газар өмчлөх хүсэлт гаргах"),
    ("Газар зохион байгуулалтын алба", "Газрын танхим", "Газрын лавлагаа авах"),
)

_COMMENTS = (
    "Дараалал удаан байна, цахимаар цаг авдаг болгоосой.",
    "Нэг бичиг баримтыг хоёр удаа нэхсэн.",
    "Ажилтан тайлбарыг сайн өгсөн, баярлалаа.",
    "Ажлын ачаалал жигд биш, нэг хүн гурван хүний ажил хийж байна.",
    "Шагнал урамшууллын шалгуурыг ил тод болгох хэрэгтэй.",
)
_SKIPPED = 0.03
_UNKNOWN = 0.06
_COMMENTED = 0.12
_HARM = 0.07
_MOODS = {"citizen": -0.35}


def people() -> Iterator[Row]:
    """Yield an organisation, a name and an address for everybody who is invited."""
    number = 0
    for name, _type, headcount in ORGANISATIONS:
        for _ in range(headcount if name in INVITED else 0):
            number += 1
            yield name, f"Албан хаагч {number}", f"person{number}@sample.example"


@dataclass(frozen=True, slots=True)
class SamplePeople:
    """People who answer a questionnaire, the same for the same seed."""

    questionnaire: Questionnaire
    generator: np.random.Generator

    def answers(
        self, number: int, *, services: Sequence[str]
    ) -> Iterator[Mapping[str, object]]:
        """Yield the answers of so many people of one group."""
        climate = self.generator.normal(0.0, 0.35)
        for _ in range(number):
            person = climate + self.generator.normal(0.0, 0.6)
            yield self._service(services) | self._sheet(person)

    def _service(self, services: Sequence[str]) -> dict[str, object]:
        asked = [item for item in self.questionnaire.items if item.source == "services"]
        if len(services) < 2:  # noqa: PLR2004  a point with one service is not asked
            return {}
        return {item.name: str(self.generator.choice(services)) for item in asked}

    def _sheet(self, person: float) -> dict[str, object]:
        sheet: dict[str, object] = {}
        for item in self.questionnaire.items:
            hidden = item.when is not None and not item.when.holds(sheet)
            if hidden or item.source is not None:
                continue
            if not item.required and self.generator.random() < _SKIPPED:
                continue
            answer = self._answer(item, person)
            if answer is not None:
                sheet[item.name] = answer
        return sheet

    def _answer(self, item: Item, person: float) -> object:
        draw = self.generator.random
        if item.type == "text":
            return self._comment() if draw() < _COMMENTED else None
        if item.missing and draw() < _UNKNOWN:
            return {"missing": item.missing[0].code}
        if item.type == "crosswise" and item.crosswise is not None:
            return "same" if draw() < self._same(item) else "different"
        return self._choice(item, person)

    def _same(self, item: Item) -> float:
        harmless = item.crosswise.harmless_p if item.crosswise else 0.5
        share = _HARM if item.crosswise and item.crosswise.anchor else 0.0
        return share * harmless + (1 - share) * (1 - harmless)

    def _comment(self) -> str:
        return str(self.generator.choice(_COMMENTS))

    def _choice(self, item: Item, person: float) -> object:
        values = [option.value for option in item.options]
        if item.type == "choices":
            chosen = self.generator.random(len(values)) < 2 / (1 + len(values))
            return [v for v, taken in zip(values, chosen, strict=True) if taken] or None
        if item.type == "scale":
            return self._point(item, person)
        if item.experience is not None:
            return self._experience(item.experience.yes, values)
        return values[int(self.generator.integers(len(values)))]

    def _point(self, item: Item, person: float) -> object:
        easy = sum(item.name.encode()) % 11 / 6 - 0.12
        mood = _MOODS.get(self.questionnaire.kind, 0.0)
        feeling = person + easy + mood + self.generator.normal(0.0, 0.8)
        share = 1 / (1 + np.exp(-1.2 * feeling))
        place = int(np.clip(round(share * (len(item.options) - 1)), 0, 4))
        return item.options[-1 - place if item.reversed else place].value

    def _experience(self, yes: Sequence[object], values: Sequence[object]) -> object:
        happened = self.generator.random() < _HARM
        chosen = [value for value in values if (value in yes) == happened]
        return chosen[int(self.generator.integers(len(chosen)))]
