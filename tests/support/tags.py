"""The tags of a PDF file: what a screen reader is told, in the order it is read."""

from dataclasses import dataclass, field

from pypdf.generic import ContentStream

_SHOWN = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"Do",
    b"f",
    b"F",
    b"f*",
    b"S",
    b"s",
    b"B",
    b"B*",
    b"sh",
}


@dataclass
class Tag:
    """One element of the tree with its attributes and parts."""

    kind: str
    alt: str = ""
    scope: str = ""
    parts: list["Tag"] = field(default_factory=list)

    def every(self, *kinds):
        """Yield the elements of some kinds below, in reading order."""
        for part in self.parts:
            if part.kind in kinds:
                yield part
            yield from part.every(*kinds)


def tree(paper):
    """Return the root of a file's tags."""
    root = paper.trailer["/Root"]["/StructTreeRoot"]
    return Tag("Root", parts=list(_parts(root)))


def _parts(element):
    kids = element.get("/K")
    if kids is None:
        return
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        held = kid.get_object()
        if isinstance(held, dict) and "/S" in held:
            yield Tag(
                str(held["/S"]).removeprefix("/"),
                str(held.get("/Alt", "")),
                _scope(held.get("/A")),
                list(_parts(held)),
            )


def _scope(attributes):
    if attributes is None:
        return ""
    held = attributes.get_object()
    for entry in held if isinstance(held, list) else [held]:
        scope = entry.get_object().get("/Scope")
        if scope:
            return str(scope).removeprefix("/")
    return ""


def untagged(paper, page):
    """Return how many times a page draws something that is neither tag nor artifact."""
    depth, bare = 0, 0
    for _operands, operator in ContentStream(page.get_contents(), paper).operations:
        if operator in {b"BDC", b"BMC"}:
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif operator in _SHOWN and not depth:
            bare += 1
    return bare
