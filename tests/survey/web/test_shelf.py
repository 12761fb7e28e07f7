import threading

import pytest

from survey.web.packing import pack
from survey.web.shelf import Shelf


def _document(number=0):
    return pack(str(number).encode(), "text/plain")


def test_a_document_is_made_once_however_many_ask_for_it():
    shelf, made = Shelf(), []

    def make():
        made.append(1)
        return _document()

    readers = [
        threading.Thread(target=shelf.take, args=(("a",), make)) for _ in range(20)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert len(made) == 1


def test_different_documents_are_kept_apart():
    shelf = Shelf()
    shelf.take(("a", "mn"), lambda: _document(1))

    assert shelf.take(("a", "en"), lambda: _document(2)).content == b"2"
    assert shelf.take(("a", "mn"), lambda: _document(3)).content == b"1"


def test_what_could_not_be_made_is_not_kept():
    shelf = Shelf()

    def broken():
        raise LookupError

    with pytest.raises(LookupError):
        shelf.take(("a",), broken)

    assert shelf.take(("a",), lambda: _document(1)).content == b"1"


def test_the_shelf_does_not_grow_without_end():
    shelf = Shelf()
    for number in range(200):
        shelf.take((str(number),), _document)

    assert len(shelf.kept) < 100
    assert ("199",) in shelf.kept
