"""What a screen reader says of a PDF file: the words of its tags in their order."""

import re

from pypdf.generic import ContentStream, IndirectObject

_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_RANGE = re.compile(rb"<(\w+)>\s*<(\w+)>\s*(<\w+>|\[[^\]]*\])")


def words(paper):
    """Return the words of all tags in reading order, without spaces."""
    marked = [_marked(paper, page) for page in paper.pages]
    places = {
        page.indirect_reference.idnum: place for place, page in enumerate(paper.pages)
    }
    root = paper.trailer["/Root"]["/StructTreeRoot"]
    told = "".join(_told(root, None, places, marked))
    return "".join(told.split())


def _told(element, page, places, marked):
    """Yield the words below an element; `page` is that of the element above."""
    own = element.raw_get("/Pg") if "/Pg" in element else page
    kids = element.get("/K")
    if kids is None:
        return
    kids = kids.get_object() if isinstance(kids, IndirectObject) else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        held = kid.get_object()
        if isinstance(held, int):
            yield marked[places[own.idnum]].get(int(held), "")
        elif held.get("/Type") == "/MCR":
            where = held.raw_get("/Pg") if "/Pg" in held else own
            yield marked[places[where.idnum]].get(int(held["/MCID"]), "")
        elif "/S" in held:
            yield from _told(held, own, places, marked)


def _marked(paper, page):
    """Return the words of each marked part of a page by its number."""
    fonts = page["/Resources"].get("/Font", {})
    letters = {name: _letters(font.get_object()) for name, font in fonts.items()}
    found, marks, font = {}, [], {}
    for operands, operator in ContentStream(page.get_contents(), paper).operations:
        if operator in {b"BDC", b"BMC"}:
            given = operands[1] if len(operands) > 1 else {}
            marks.append(given.get("/MCID") if hasattr(given, "get") else None)
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            font = letters[operands[0]]
        elif operator in {b"Tj", b"TJ"}:
            _add(found, marks, operands[0] if operator == b"TJ" else operands, font)
    return found


def _add(found, marks, pieces, font):
    """Add what is drawn to the innermost part that has a number."""
    number = next((one for one in reversed(marks) if one is not None), None)
    if number is not None:
        told = "".join(_text(piece, font) for piece in pieces)
        found[int(number)] = found.get(int(number), "") + told


def _text(piece, font):
    if isinstance(piece, int | float) or not hasattr(piece, "original_bytes"):
        held = piece if isinstance(piece, bytes) else b""
    else:
        held = piece.original_bytes
    codes = [held[at : at + 2] for at in range(0, len(held), 2)]
    return "".join(font.get(int.from_bytes(code), "") for code in codes)


def _letters(font):
    """Return which letters the codes of a font stand for."""
    told = font["/ToUnicode"].get_object().get_data()
    letters = {}
    for kind, block in _BLOCK.findall(told):
        if kind == b"bfchar":
            for code, text in _PAIR.findall(block):
                letters[int(code, 16)] = _letter(text)
            continue
        for first, last, to in _RANGE.findall(block):
            texts = re.findall(rb"<(\w+)>", to)
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                letters[code] = (
                    _letter(texts[step])
                    if len(texts) > 1
                    else _letter(texts[0], step=step)
                )
    return letters


def _letter(text, *, step=0):
    told = bytes.fromhex(text.decode()).decode("utf-16-be")
    return told[:-1] + chr(ord(told[-1]) + step)
