"""Reads a SQLite file as bytes: its pages, what is freed, what is left in slack.

The format is that of https://www.sqlite.org/fileformat2.html.
"""

import struct
from dataclasses import dataclass

_LEAVES = {10: 8, 13: 8}
_INTERIOR = {2: 12, 5: 12}
_HEADER = _LEAVES | _INTERIOR


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A copy of a database file."""

    content: bytes

    @property
    def page_size(self):
        size = int.from_bytes(self.content[16:18])
        return 65536 if size == 1 else size

    def page(self, number):
        return self.content[(number - 1) * self.page_size : number * self.page_size]

    @property
    def freed_pages(self):
        """Return the numbers of the freed pages, in the order of their chain."""
        trunk, found = int.from_bytes(self.content[32:36]), []
        while trunk:
            page = self.page(trunk)
            following, count = struct.unpack(">II", page[:8])
            leaves = struct.unpack(f">{count}I", page[8 : 8 + 4 * count])
            found += [trunk, *leaves]
            trunk = following
        return found

    def slack(self):
        """Return the unused bytes of every page in use, one after the other."""
        freed = set(self.freed_pages)
        pages = len(self.content) // self.page_size
        used = (n for n in range(1, pages + 1) if n not in freed)
        return b"".join(piece for number in used for piece in self._unused(number))

    def freed(self, *, by_number=False):
        """Return the content of all freed pages, by number or as they are chained."""
        numbers = sorted(self.freed_pages) if by_number else self.freed_pages
        return b"".join(self.page(number) for number in numbers)

    def _unused(self, number):
        page = self.page(number)
        start = 100 if number == 1 else 0
        kind = page[start]
        if kind not in _HEADER:
            return
        block, cells, content = struct.unpack(">HHH", page[start + 1 : start + 7])
        yield page[start + _HEADER[kind] + 2 * cells : content or 65536]
        while block:
            following, size = struct.unpack(">HH", page[block : block + 4])
            yield page[block + 4 : block + size]
            block = following
