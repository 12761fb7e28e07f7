"""Files that come with a form, and files that are sent back as downloads."""

import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from survey.evidence_files import Refusal

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": _XLSX}
_LONGEST_NAME = 100
REFUSED_WORDS: Mapping[Refusal, LazyString] = {
    Refusal.KIND: _("Choose a PDF, Word, Excel, JPEG or PNG file of at most 5 MB"),
    Refusal.SIZE: _("The file is larger than 5 MB: choose a smaller one"),
    Refusal.DAMAGED: _(
        "The file is damaged or not what its name says: open it in Word or Excel and "
        "save it again"
    ),
    Refusal.ACTIVE: _(
        "The file holds macros, embedded objects or parts from elsewhere: save it "
        "without them, or as PDF"
    ),
}


@dataclass(frozen=True, slots=True)
class PostedFile:
    """A file as it was chosen: its own name without folders, and its content."""

    name: str
    content: bytes


def posted(field: str) -> PostedFile:
    """Return the file of a field; an empty one where none was chosen."""
    given = request.files.get(field)
    if given is None or not given.filename:
        return PostedFile("", b"")
    name = _visible(PurePath(given.filename.replace("\\", "/")).name)[-_LONGEST_NAME:]
    content = given.read()
    given.close()
    return PostedFile(name, content)


def _visible(name: str) -> str:
    """Return a name without what nobody sees, such as marks that turn its direction."""
    return "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf"})


def workbook(content: bytes, name: str) -> Response:
    """Return an Excel file as a download."""
    return download(content, name, _XLSX)


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files as the bytes of a ZIP file."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return target.getvalue()


def attached(content: bytes, name: str) -> Response:
    """Return a file that somebody uploaded, under its own name in any alphabet."""
    response = Response(content, content_type="application/octet-stream")
    quoted = quote(name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quoted}"
    return response


def download(
    content: bytes, name: str, content_type: str = "application/octet-stream"
) -> Response:
    """Return content as a download that no browser shows or runs."""
    disposition = f'attachment; filename="{name}"'
    return Response(
        content,
        content_type=content_type,
        headers={"Content-Disposition": disposition},
    )
