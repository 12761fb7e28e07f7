"""Conditions on earlier answers: parsed into objects, never run as code.

The grammar is Python's for comparisons of a name with a literal, `in` for lists of
choices, `and`, `or`, `not` and parentheses. Python's own parser reads the text; every
node that is not one of these is refused.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

LONGEST = 400

Literal = int | float | str
Answers = Mapping[str, object]

_COMPARISONS: dict[type[ast.cmpop], Callable[[object, object], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: lambda a, b: _ordered(operator.lt, a, b),
    ast.LtE: lambda a, b: _ordered(operator.le, a, b),
    ast.Gt: lambda a, b: _ordered(operator.gt, a, b),
    ast.GtE: lambda a, b: _ordered(operator.ge, a, b),
}


class ConditionError(ValueError):
    """The text is not a condition; the message names the part that is not."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares the answer to an item with a literal; no answer fulfils nothing."""

    name: str
    compare: type[ast.cmpop]
    literal: Literal

    def holds(self, answers: Answers) -> bool:
        """Return whether the answer compares as said."""
        answer = answers.get(self.name)
        if answer is None or isinstance(answer, Mapping):
            return False
        if isinstance(answer, list | tuple):
            return self.compare is ast.In and self.literal in answer
        if self.compare is ast.In:
            return answer == self.literal
        return _COMPARISONS[self.compare](answer, self.literal)

    def comparisons(self) -> Iterator["Comparison"]:
        """Yield this comparison."""
        yield self


@dataclass(frozen=True, slots=True)
class Combination:
    """Joins conditions by `and`, `or`, or `not`."""

    word: str
    parts: tuple["Expression", ...]

    def holds(self, answers: Answers) -> bool:
        """Return whether the parts hold as the word says."""
        found = [part.holds(answers) for part in self.parts]
        if self.word == "not":
            return not found[0]
        return all(found) if self.word == "and" else any(found)

    def comparisons(self) -> Iterator[Comparison]:
        """Yield all comparisons of all parts."""
        for part in self.parts:
            yield from part.comparisons()


Expression = Comparison | Combination


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and the text that it was read from."""

    text: str
    expression: Expression

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the items that the condition looks at."""
        return frozenset(c.name for c in self.expression.comparisons())

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Return every comparison in the condition."""
        return tuple(self.expression.comparisons())

    def holds(self, answers: Answers) -> bool:
        """Return whether the condition holds for these answers."""
        return self.expression.holds(answers)


def parse(text: str) -> Condition:
    """Read a condition; raise ConditionError that quotes what is not understood."""
    if len(text) > LONGEST or "\\" in text:
        raise ConditionError(text[:LONGEST])
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ConditionError(text) from error
    return Condition(text, _expression(tree.body))


def _expression(node: ast.expr) -> Expression:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return Combination("and", tuple(_expression(part) for part in parts))
        case ast.BoolOp(op=ast.Or(), values=parts):
            return Combination("or", tuple(_expression(part) for part in parts))
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return Combination("not", (_expression(part),))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _comparison(left, sign, right)
    raise ConditionError(ast.unparse(node))


def _comparison(left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Expression:
    if isinstance(sign, ast.In | ast.NotIn) and isinstance(right, ast.Name):
        found = Comparison(right.id, ast.In, _literal(left))
        return Combination("not", (found,)) if isinstance(sign, ast.NotIn) else found
    if isinstance(left, ast.Name) and type(sign) in _COMPARISONS:
        return Comparison(left.id, type(sign), _literal(right))
    raise ConditionError(ast.unparse(ast.Compare(left, [sign], [right])))


def _literal(node: ast.expr) -> Literal:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() | str() as value):
            return value
        case ast.UnaryOp(
            op=ast.USub(), operand=ast.Constant(value=int() | float() as n)
        ):
            return -n
    raise ConditionError(ast.unparse(node))


def _ordered(
    compare: Callable[[float, float], bool], answer: object, literal: object
) -> bool:
    if isinstance(answer, int | float) and isinstance(literal, int | float):
        return compare(answer, literal)
    return False
