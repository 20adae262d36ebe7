"""A command with options for each field of a recipe."""

from typing import Any

import typer
from typer.core import TyperCommand

_USAGE_ERROR: Any = typer.BadParameter.__base__
"""Typer's error for a line that it can't read, under which it has no public name."""


class RecipeCommand(TyperCommand):
    """A command that knows which field or parameter an unknown option may stand for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read a line.

        Raises:
            KerasBlocksError: It has an unknown option that stands for something known.
        """
        line = list(args)
        try:
            return super().parse_args(ctx, args)
        except _USAGE_ERROR as error:
            unknown = getattr(error, "option_name", None)
            if isinstance(unknown, str) and any(each.name == "recipe" for each in self.params):
                self._explain(unknown, line)
            raise

    def _explain(self, unknown: str, line: list[str]) -> None:
        from kb_engine import meant_elsewhere, recipe_kinds  # kb --help does without
        from kb_registry import KerasBlocksError, installed_registry, meant_parameters

        message = f"There is no option {unknown}."
        field = unknown.lstrip("-").replace("-", "_")
        fields = {each.name: each.opts[0] for each in self.params if each.name}
        meant = meant_parameters(field, fields)
        if meant:
            raise KerasBlocksError(message, hint=f"Did you mean {fields[meant[0]]}?")
        chosen = {name: _value(flag, line) for name, flag in fields.items()}
        registry = installed_registry()
        kinds = recipe_kinds(registry)
        value = _read(_value(unknown, line) or "")
        hint, suggestions = meant_elsewhere(field, value, chosen, kinds, registry)
        if hint:
            raise KerasBlocksError(message, hint=hint, suggestions=suggestions)


def _read(text: str) -> object:
    """A value as a component's parameter takes it from text."""
    from kb_registry import InvalidReferenceError, Word, parse

    try:
        ((_, value),) = parse(f"component({text})").arguments
    except (InvalidReferenceError, ValueError):
        return Word(text)
    return value


def _value(option: str, line: list[str]) -> str | None:
    """What follows an option on a line, behind a space or an equals sign."""
    for word, following in zip(line, [*line[1:], None], strict=True):
        if word == option:
            return following
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None
