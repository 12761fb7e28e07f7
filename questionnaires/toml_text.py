"""Writes the tables of a definition as TOML, so that the loader reads them again."""

import json
from collections.abc import Mapping


def toml(values: Mapping[str, object]) -> str:
    """Return tables as TOML: lists of tables with a row each, the rest on one line."""
    return "".join(_entry(key, value) for key, value in values.items())


def _entry(key: str, value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        rows = "".join(f"  {_value(row)},\n" for row in value)
        return f"{key} = [\n{rows}]\n"
    return f"{key} = {_value(value)}\n"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
