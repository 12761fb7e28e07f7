"""Word and Excel files that are taken as evidence, and those that could do harm."""

import io
import zlib
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from openpyxl import Workbook

from survey import office_files
from survey.office_files import ActiveContentError, OfficeFileError

WORD, EXCEL = ".docx", ".xlsx"


def word():
    made, written = Document(), io.BytesIO()
    made.add_paragraph("Акт")
    made.save(written)
    return written.getvalue()


def excel():
    made, written = Workbook(), io.BytesIO()
    made.active.append(["Акт", 12])
    made.save(written)
    return written.getvalue()


def changed(content, *, add=(), **replaced):
    """Return a package with parts added, and texts in its lists replaced."""
    written = io.BytesIO()
    with (
        ZipFile(io.BytesIO(content)) as old,
        ZipFile(written, "w", ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            for before, after in replaced.get("texts", {}).items():
                part = part.replace(before.encode(), after.encode())
            new.writestr(name, part)
        for name, part in add:
            new.writestr(name, part)
    return written.getvalue()


def relation(kind, target):
    schema = "http://schemas.openxmlformats.org"
    means = f"{schema}/officeDocument/2006/relationships/{kind}"
    text = (
        f'<Relationships xmlns="{schema}/package/2006/relationships"><Relationship '
        f'Id="r1" Type="{means}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    )
    return "word/_rels/settings.xml.rels", text


@pytest.mark.parametrize(("content", "ending"), [(word(), WORD), (excel(), EXCEL)])
def test_an_ordinary_file_is_taken_under_its_own_ending_alone(content, ending):
    office_files.check(content, ending)

    other = EXCEL if ending == WORD else WORD
    with pytest.raises(OfficeFileError):
        office_files.check(content, other)


@pytest.mark.parametrize(
    "name", ["word/vbaProject.bin", "word/activeX/activeX1.bin", "word/oleObject1.bin"]
)
def test_macros_and_embedded_programs_are_refused(name):
    with pytest.raises(ActiveContentError):
        office_files.check(changed(word(), add=[(name, b"x")]), WORD)


def test_a_file_with_macros_under_a_harmless_name_is_refused():
    texts = {
        "wordprocessingml.document.main+xml": "macroEnabled.main+xml",
        "vnd.openxmlformats-officedocument.": "vnd.ms-word.document.",
    }

    with pytest.raises(ActiveContentError):
        office_files.check(changed(word(), texts=texts), WORD)


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame", "image"])
def test_parts_from_elsewhere_are_refused(kind):
    part = relation(kind, "https://evil.example/a.dotm")

    with pytest.raises(ActiveContentError):
        office_files.check(changed(word(), add=[part]), WORD)


def test_links_that_a_reader_follows_are_no_fault():
    part = relation("hyperlink", "https://district.example/")

    office_files.check(changed(word(), add=[part]), WORD)


def test_a_relation_in_disguise_is_refused():
    name, text = relation("attachedTemplate", "https://evil.example/a.dotm")
    disguised = text.replace("External", "&#69;xternal")
    declared = '<!DOCTYPE x [<!ENTITY e "External">]>' + text.replace("External", "&e;")

    with pytest.raises(ActiveContentError):
        office_files.check(changed(word(), add=[(name, disguised)]), WORD)
    for other in (declared, text.encode("utf-16")):
        with pytest.raises(OfficeFileError):
            office_files.check(changed(word(), add=[(name, other)]), WORD)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = changed(word(), add=[("word/media/a.png", bytes(101 * 1024 * 1024))])
    assert len(bomb) < 1024 * 1024
    monkeypatch.setattr(ZipFile, "read", None)

    with pytest.raises(OfficeFileError, match="too much"):
        office_files.check(bomb, WORD)


def test_a_list_that_unpacks_to_too_much_is_refused():
    part = ("word/_rels/a.rels", b"<Relationships>" + bytes(2 * 1024 * 1024))

    with pytest.raises(OfficeFileError):
        office_files.check(changed(word(), add=[part]), WORD)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + zlib.compress(b"nothing"),
        word()[:-40],
        changed(word(), texts={"<Types": "<Typ es"}),
    ],
    ids=["empty", "no archive", "cut off", "wrong list"],
)
def test_a_damaged_file_is_refused(content):
    with pytest.raises(OfficeFileError):
        office_files.check(content, WORD)


def test_an_archive_that_is_no_document_is_refused():
    written = io.BytesIO()
    with ZipFile(written, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")

    with pytest.raises(OfficeFileError):
        office_files.check(written.getvalue(), WORD)
