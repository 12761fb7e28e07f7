"""Files that come with a form, and files that are sent back as downloads."""

from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote

from flask import request
from werkzeug.wrappers import Response

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": _XLSX}
_LONGEST_NAME = 100


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
    name = PurePath(given.filename.replace("\\", "/")).name[-_LONGEST_NAME:]
    content = given.read()
    given.close()
    return PostedFile(name, content)


def workbook(content: bytes, name: str) -> Response:
    """Return an Excel file as a download."""
    return download(content, name, _XLSX)


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
