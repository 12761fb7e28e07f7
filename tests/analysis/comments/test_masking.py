import pytest

from analysis.comments.masking import MARKS, mask, personal

NAME, PHONE = MARKS["name"], MARKS["phone"]

# A text, and what of it must not be left.
REVEALING = [
    ("Манай хэлтсийн дарга Д. Батболд мөнгө авдаг.", "Батболд"),
    ("Б.Болормаа гэдэг мэргэжилтэн бүдүүлэг.", "Болормаа"),
    ("б.болормаа гэж хүн", "болормаа"),
    ("Ч.Мөнх-Эрдэнэд талархаж байна", "Эрдэнэ"),
    ("Батын Дорж дарга ажил хийдэггүй", "Дорж"),
    ("Боржигон овогт Сүхбат", "Сүхбат"),
    ("Энхтуяа эгч маш сайн ажиллалаа", "Энхтуяа"),
    ("энхтуяагаас асуугаарай", "энхтуяа"),
    ("batbold darga beleg avdag", "batbold"),
    ("Хүний нөөцийн мэргэжилтэн Ундрам туслаагүй", "Ундрам"),
    ("The director Bold asked me for money", "Bold"),
    ("Дорж дарга шийддэг", "Дорж"),
    ("Сараа гэдэг ажилтан уурласан", "Сараа"),
    ("болд дарга мөнгө авдаг", "болд"),
    ("мэргэжилтэн сараа үгүй гэсэн", "сараа"),
    ("bolormaa mergejilten muu", "bolormaa"),
    ("Утас 99112233 руу залгаарай", "99112233"),
    ("утас: 9911-2233", "9911-2233"),
    ("88 11 22 33", "88 11 22 33"),
    ("+976 9911 2233", "9911 2233"),
    ("70112233", "70112233"),
    ("11-323456 дугаартай", "323456"),
    ("УБ99112233 регистртэй", "УБ99112233"),
    ("уб 90010112", "90010112"),
    ("bat.dorj@gmail.com хаяг", "bat.dorj"),
    ("12-р байр 34 тоотод амьдардаг", "34"),
    ("3-р хороо, 45 дугаар байр", "45"),
    ("байр 7, тоот 12", "12"),
    ("1234 УБА машинтай", "1234 УБА"),
    ("дансны дугаар 5012345678", "5012345678"),
    ("facebook: https://facebook.com/bat.dorj", "bat.dorj"),
]
# Texts about nobody: they must stay as they are.
HARMLESS = [
    "Сонгинохайрхан дүүргийн Засаг даргын Тамгын газар шийдвэрлэнэ.",
    "Нарийн бичгийн дарга нар сайн ажилладаг. Сайхан байна.",
    "2024-2025 онд 50000000 төгрөг зарцуулсан, 5 000 000₮ илүү.",
    "Авлигатай тэмцэх газар 110 дугаарт мэдээлсэн.",
    "Баярлалаа. Маш сайн байна.",
    "Манай дарга үлгэр болдог.",
    "дарга нар сайхан үлгэр үзүүлдэг, дарга нарын цалин, шинэ дарга, төрийн ажилтан",
    "Хүний нөөцийн хэлтсийн дарга шударга.",
    "цагаан сар, төмөр хаалга, наран цэцэг, сарын цалин",
    "Монгол Улсын Засгийн газар",
    "I waited for two hours. The staff was polite.",
    "4-р улиралд 3 удаа, 2 цаг 30 минут, 15 хувь",
]


@pytest.mark.parametrize(("text", "secret"), REVEALING)
def test_what_points_to_somebody_is_masked(text, secret):
    masked = mask(text)

    assert secret not in masked.text
    assert any(mark in masked.text for mark in MARKS.values())
    assert masked.kinds


@pytest.mark.parametrize("text", HARMLESS)
def test_what_points_to_nobody_stays(text):
    assert mask(text).text == text


def test_the_words_around_a_name_stay():
    assert mask("Манай дарга Д. Батболд мөнгө авдаг, 99112233.").text == (
        f"Манай дарга {NAME} мөнгө авдаг, {PHONE}."
    )


@pytest.mark.parametrize(("text", "_secret"), REVEALING)
def test_masking_twice_changes_nothing(text, _secret):
    once = mask(text).text

    assert mask(once).text == once


def test_certain_kinds_are_named_and_a_name_alone_is_left_to_people():
    assert personal("Утас 99112233, bat@mail.mn") == ("email", "phone")
    assert personal("Дорж дарга") == ()
