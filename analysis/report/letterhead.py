"""What stands at the head of a report and no result knows."""

from dataclasses import dataclass

from questionnaires.model import Text


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who reports, from where, and the digest of the bulletin of all receipts."""

    organisation: Text
    place: Text
    bulletin_digest: str = ""


DISTRICT = Letterhead(
    Text({"mn": "Дүүргийн Засаг даргын Тамгын газар", "en": "Governor's office"}),
    Text({"mn": "Улаанбаатар хот", "en": "Ulaanbaatar"}),
)
