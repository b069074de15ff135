"""The changes that mutation testing makes to a module: a comparison turned, a number off by one, a statement left out.

Texts for people (with a space), docstrings, types and the declarations of classes are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final, NamedTuple

FLIPS: Final[dict[type, tuple[type, ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.And: (ast.Or,), ast.Or: (ast.And,), ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add,), ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.FloorDiv,), ast.BitOr: (ast.BitAnd,),
}  # fmt: skip
SWAPS: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "ceil": "floor", "floor": "ceil", "startswith": "endswith", "endswith": "startswith"}  # fmt: skip
RULES: Final = ("pattern", "min_length", "max_length", "ge", "gt", "le")
"""What a type says beyond the type."""


class Mutant(NamedTuple):
    """A piece of the source and what stands in its place."""

    line: int
    begin: int
    end: int
    before: str
    after: str


def mutants(source: bytes) -> list[Mutant]:
    """Every change to a module, from top to bottom."""
    starts = [0]
    for text in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(text))
    found = set()
    for node, after in _changes(ast.parse(source)):
        begin, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
        found.add(Mutant(node.lineno, begin, end, source[begin:end].decode(), after))
    return sorted(found)


def _changes(node: ast.AST) -> Iterator[tuple[Any, str]]:
    """A node and its replacement, for this node and all inside it."""
    yield from ((node, after) for after in _replacements(node))
    if isinstance(node, (ast.If, ast.IfExp)) and isinstance(
        node.test, (ast.Name, ast.Attribute, ast.Call, ast.NamedExpr)
    ):
        yield node.test, f"(not {ast.unparse(node.test)})"
    if isinstance(node, ast.comprehension):
        yield from ((condition, "True") for condition in node.ifs)
    for name, value in ast.iter_fields(node):
        children = [child for child in (value if isinstance(value, list) else [value]) if isinstance(child, ast.AST)]
        if name in ("annotation", "returns"):
            inside = [part for child in children for part in ast.walk(child)]
            children = [part for part in inside if isinstance(part, ast.keyword) and part.arg in RULES]
        for child in [] if _is_idle(node, name) else children:
            yield from _changes(child)


def _is_idle(node: ast.AST, field: str) -> bool:
    """Whether what stands there is no rule: decorators, class options, texts for people, imports, names of types."""
    return (
        field == "decorator_list"
        or isinstance(node, (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom))
        or (isinstance(node, ast.ClassDef) and field in ("bases", "keywords"))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.keyword) and node.arg == "description")
        or (isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias")
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    )


def _replacements(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=bool(truth)):
            yield f"({not truth})"
        case ast.Constant(value=int(number) | float(number)):
            yield from (f"({number + 1})", f"({number - 1})")
        case ast.Constant(value=str(text)) if " " not in text:
            yield f"({'XX' + text!r})"
        case ast.JoinedStr(values=parts) if not any(isinstance(p, ast.Constant) and " " in str(p.value) for p in parts):
            yield "('XX')"
        case ast.Compare(ops=operators):
            for place, operator in enumerate(operators):
                for flip in FLIPS[type(operator)]:
                    yield f"({_with(node, ops=[*operators[:place], flip(), *operators[place + 1 :]])})"
        case ast.BoolOp(op=sign) | ast.BinOp(op=sign) if type(sign) in FLIPS:
            yield f"({_with(node, op=FLIPS[type(sign)][0]())})"
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield f"({ast.unparse(operand)})"
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name) as called, keywords=given):
            if name in SWAPS:
                yield f"{ast.unparse(called).removesuffix(name)}{SWAPS[name]}{_with(node, func=ast.Name(''))}"
            if len(kept := [keyword for keyword in given if keyword.arg not in ("key", "default")]) < len(given):
                yield _with(node, keywords=kept)
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield "return None"
    if isinstance(node, (ast.AugAssign, ast.Raise, ast.Continue, ast.Break)) or (
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
        or (isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Attribute, ast.Subscript)))
    ):  # fmt: skip
        yield "pass"


def _with(node: ast.AST, **fields: object) -> str:
    changed = deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return ast.unparse(changed)
