"""Turns conditions into the `relevant` expressions of XLSForm, and back."""

import ast
import re

from questionnaires.conditions import Combination, Comparison, Expression

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "=",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_SELECTED = re.compile(
    r"selected\(\s*\$\{\s*(\w+)\s*\}\s*,\s*('[^']*'|\"[^\"]*\")\s*\)"
)
_PARTS = re.compile(r"'[^']*'|\"[^\"]*\"|\$\{\s*(\w+)\s*\}|[<>!]=|=")


def relevant(expression: Expression) -> str:
    """Return what stands in the column `relevant` for a condition."""
    if isinstance(expression, Combination):
        parts = [relevant(part) for part in expression.parts]
        if expression.word == "not":
            return f"not({parts[0]})"
        return "(" + f" {expression.word} ".join(parts) + ")"
    return _comparison(expression)


def condition(text: str) -> str:
    """Return a `relevant` expression as a condition; it may be none that we know."""
    joined = _SELECTED.sub(r"(\2 in ${\1})", text)
    return _PARTS.sub(_plain, joined)


def _comparison(comparison: Comparison) -> str:
    literal = comparison.literal
    shown = f"'{literal}'" if isinstance(literal, str) else repr(literal)
    if comparison.compare is ast.In:
        return f"selected(${{{comparison.name}}}, '{literal}')"
    return f"${{{comparison.name}}} {_SIGNS[comparison.compare]} {shown}"


def _plain(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    return "==" if found[0] == "=" else found[0]
