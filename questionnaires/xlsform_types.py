"""The types of rows in XLSForm workbooks: their spellings, and why some are refused."""

import re
from collections.abc import Mapping

Reason = tuple[str, str]

# What a device or a person would tell of itself, and rows that ask nothing.
SILENT = frozenset(
    {
        "audit", "calculate", "deviceid", "email", "end", "get", "hidden", "imei",
        "note", "phone", "phonenumber", "set", "simserial", "start", "start-geopoint",
        "subscriberid", "today", "uri:deviceid", "uri:email", "uri:phonenumber",
        "uri:simserial", "uri:subscriberid", "uri:username", "username", "xml-external",
        "csv-external", "background-audio", "background-geopoint",
    }
)  # fmt: skip
KNOWN = frozenset({"text", "select_one", "select_multiple", "begin_group", "end_group"})
_SELECT = re.compile(
    r"(?:add )?(select[_ ]one|select1|select[_ ]multiple|select all that apply)"
    r"(?: prompt)?(?: from| using)? +(\S+)( or[_ ](?:specify[_ ])?other)?",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(begin|end)[_ ](group|repeat|loop)(?: .*)?", re.IGNORECASE)
_NUMBER: Reason = (
    "Яг тоо, өдөр хүнийг таниулж мэднэ. select_one ашиглан завсраар асууна уу.",
    "An exact number or day can point to a person. Ask with select_one and ranges.",
)
_PLACE: Reason = (
    "Байршил, зураг, дуу, файл хүнийг таниулна. Энэ асуултыг хасна уу.",
    "A place, picture, sound or file tells who somebody is. Leave the question out.",
)
_FILES: Reason = (
    "Сонголтуудыг өөр файлаас авдаггүй. «choices» хуудсанд бичнэ үү.",
    "Choices are not taken from another file. Write them into the sheet 'choices'.",
)
_REPEAT: Reason = (
    "Давтагддаг бүлэг байх боломжгүй. Асуулт бүрийг нэг удаа бичнэ үү.",
    "Nothing can be repeated. Write each question once.",
)
_TICK: Reason = (
    "Энэ төрөл байхгүй. «Тийм» гэсэн ганц сонголттой select_multiple болгоно уу.",
    "There is no such type. Make it a select_multiple with the one choice 'Yes'.",
)
_RANK: Reason = (
    "Эрэмбэлэх асуулт байхгүй. Зүйл бүрийг select_one-оор асууна уу.",
    "Ranking is not possible. Ask about each thing with select_one.",
)
UNKNOWN: Reason = (
    "«{}» гэсэн төрөл байхгүй. select_one, select_multiple, text төрөл бий.",
    "There is no type {!r}. There are select_one, select_multiple and text.",
)
REFUSED: Mapping[str, Reason] = {
    **dict.fromkeys(
        ("integer", "int", "decimal", "range", "date", "time", "datetime"), _NUMBER
    ),
    **dict.fromkeys(
        (
            "geopoint", "geotrace", "geoshape", "gps", "location", "image", "photo",
            "audio", "video", "file", "barcode", "osm", "printer",
        ),
        _PLACE,
    ),
    **dict.fromkeys(
        (
            "select_one_from_file", "select_multiple_from_file", "select_one_external",
            "select_multiple_external", "cascading_select", "include",
        ),
        _FILES,
    ),
    **dict.fromkeys(("begin_repeat", "end_repeat", "begin_loop", "end_loop"), _REPEAT),
    **dict.fromkeys(("acknowledge", "trigger"), _TICK),
    "rank": _RANK,
    "or_other": (
        "or_other-ын оронд «Бусад» сонголт, тусдаа text асуулт бичнэ үү.",
        "Instead of or_other write a choice 'Other' and a question of the type text.",
    ),
    "choice_filter": (
        "choice_filter-ийг харгалзах боломжгүй. Асуултыг relevant ашиглан хуваана уу.",
        "A choice_filter cannot be followed. Divide the question, using relevant.",
    ),
}  # fmt: skip


def spelled(text: str) -> str:
    """Return a type as ODK spells it today: older spellings mean the same."""
    kind = " ".join(text.split())
    select = _SELECT.fullmatch(kind)
    if select:
        one = select[1].lower().replace(" ", "_") in {"select_one", "select1"}
        other = " or_other" if select[3] else ""
        return f"{'select_one' if one else 'select_multiple'} {select[2]}{other}"
    group = _GROUP.fullmatch(kind)
    if group:
        return f"{group[1].lower()}_{group[2].lower()}"
    word, _, rest = kind.partition(" ")
    word = {"string": "text"}.get(word.lower(), word.lower())
    return f"{word} {rest}".strip()
