"""Turns frozen objects into plain JSON values, and plain JSON values back into them."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from questionnaires.model import Text

Kind: TypeAlias = Any
Value: TypeAlias = Any


class ShapeOfDocumentError(ValueError):
    """A document is not shaped like the object that it should hold."""


def plain(value: object) -> Value:
    """Return a value as JSON knows it; absent fields are left out."""
    if isinstance(value, Text):
        return dict(value.languages)
    if is_dataclass(value):
        found = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: plain(held) for name, held in found if held is not None}
    if isinstance(value, Mapping):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, tuple):
        return [plain(held) for held in value]
    return value.isoformat() if isinstance(value, date) else value


def restored(kind: Kind, value: Value) -> Value:
    """Return the object of a kind that a plain value stands for."""
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _one_of(get_args(kind), value)
    if is_dataclass(kind) and kind is not Text:
        return _object(kind, _mapping(value))
    if origin is not None:
        return _collection(origin, get_args(kind), value)
    return _single(kind, value)


def _collection(origin: Kind, kinds: Sequence[Kind], value: Value) -> Value:
    if issubclass(origin, Mapping):
        return {key: restored(kinds[1], held) for key, held in _mapping(value).items()}
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ShapeOfDocumentError("A list was expected.")
    return tuple(restored(kinds[0], held) for held in value)


def _single(kind: Kind, value: Value) -> Value:
    if kind is Text:
        return Text(_mapping(value))
    if kind is date:
        return date.fromisoformat(value)
    return float(value) if kind is float else value


def _one_of(kinds: Sequence[Kind], value: Value) -> Value:
    """Choose the kind of which the value has all required keys and no other key."""
    if value is None and NoneType in kinds:
        return None
    candidates = [kind for kind in kinds if kind is not NoneType]
    if len(candidates) == 1:
        return restored(candidates[0], value)
    for kind in candidates:
        if _fits(kind, _mapping(value)):
            return restored(kind, value)
    raise ShapeOfDocumentError(f"No known object has the keys {sorted(value)}.")


def _fits(kind: Kind, value: Mapping[str, Value]) -> bool:
    known = {f.name: _is_required(f) for f in fields(kind)}
    required = {name for name, needed in known.items() if needed}
    return required <= value.keys() <= known.keys()


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _object(kind: Kind, value: Mapping[str, Value]) -> Value:
    if not _fits(kind, value):
        raise ShapeOfDocumentError(
            f"The keys {sorted(value)} are not those of {kind.__name__}."
        )
    hints = get_type_hints(kind)
    return kind(**{name: restored(hints[name], held) for name, held in value.items()})


def _mapping(value: Value) -> Mapping[str, Value]:
    if not isinstance(value, Mapping):
        raise ShapeOfDocumentError("A table of keys and values was expected.")
    return value
