"""Errors as data: what was wrong, where, what was expected and what to type instead.

Front ends decide how an error looks; nothing here formats for a terminal.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb_registry._suggestions import Suggestion


class KerasBlocksError(Exception):
    """Something a person can mend without reading a traceback.

    Attributes:
        message: One sentence that says what is wrong.
        hint: What was expected, or which name was meant; empty if there is nothing to add.
        suggestions: What can be done about it, for front ends to say what to type.
        exit_code: What a command returns: 2 for a mistake in its use, 1 for a failed run.
    """

    exit_code = 2

    def __init__(
        self, message: str, *, hint: str = "", suggestions: "Iterable[Suggestion]" = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.suggestions = tuple(suggestions)

    def __str__(self) -> str:
        lines = [f"{self.message} {self.hint}".rstrip()]
        if self.suggestions:
            from kb_registry._suggestions import in_python

            lines += [f"{each.purpose}: {in_python(each)}" for each in self.suggestions]
        return "\n".join(lines)


class InvalidReferenceError(KerasBlocksError, ValueError):
    """A text that isn't a reference to a component.

    Attributes:
        text: The whole text.
        position: Offset in `text`, in characters, at which reading stopped.
    """

    def __init__(self, message: str, *, text: str, position: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.text = text
        self.position = position


class InvalidParameterError(KerasBlocksError, ValueError):
    """A parameter that is missing, unknown, of the wrong type or out of bounds."""


class InvalidComponentError(KerasBlocksError, TypeError):
    """A component class that its author has to mend before it can be used."""


class UnknownNameError(KerasBlocksError, LookupError):
    """A name that nothing installed has registered."""


class AmbiguousNameError(KerasBlocksError, LookupError):
    """A name that several distributions registered."""


class BrokenPluginError(KerasBlocksError, ImportError):
    """A registered object that can't be imported or isn't what it was registered as."""

    exit_code = 1


class InvalidSettingsError(KerasBlocksError, ValueError):
    """A settings file that can't be understood."""


class DataError(KerasBlocksError, ValueError):
    """Data that is missing, damaged or doesn't fit what was asked of it."""


class ExportError(KerasBlocksError, RuntimeError):
    """A trained model that can't be written for other programs, or not faithfully."""

    exit_code = 1


class MissingPackageError(KerasBlocksError, ImportError):
    """A package that only some uses need, and that isn't installed.

    Args:
        need: What needs it, as the beginning of a sentence.
        package: What is imported.
        install: What pip installs, where that isn't the package itself.
        suggestions: What can be done without it.
    """

    def __init__(
        self,
        need: str,
        package: str,
        *,
        install: str | None = None,
        suggestions: "Iterable[Suggestion]" = (),
    ) -> None:
        import shlex

        super().__init__(
            f"{need} needs the package {package}, which isn't installed.",
            hint=f"Run pip install {shlex.quote(install or package)}.",
            suggestions=suggestions,
        )


class DataWarning(UserWarning):
    """Something about data that is worth a look, though it can be used."""
