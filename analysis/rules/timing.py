"""The words of the plan's column "Хэрэгжүүлэх хугацаа" (timing)."""

from questionnaires.model import Text

TIMINGS = {
    "as_needed": Text({"mn": "Тухай бүр", "en": "Whenever it arises"}),
    "quarterly": Text({"mn": "Улирал бүр", "en": "Every quarter"}),
    "yearly": Text({"mn": "Жилдээ", "en": "During the year"}),
    "quarter_1": Text({"mn": "1 дүгээр улиралд", "en": "In the 1st quarter"}),
    "quarter_2": Text({"mn": "2 дугаар улиралд", "en": "In the 2nd quarter"}),
    "quarter_3": Text({"mn": "3 дугаар улиралд", "en": "In the 3rd quarter"}),
    "quarter_4": Text({"mn": "4 дүгээр улиралд", "en": "In the 4th quarter"}),
}
