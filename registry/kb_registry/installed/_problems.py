"""What is wrong with installed plugins, as data."""

from collections.abc import Iterable

from attrs import evolve, field, frozen

_LONGEST_MESSAGE = 200


def _printable(text: str) -> str:
    """A text without the codes that would move a terminal's cursor: they are spelt out."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _all_printable(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_printable, texts))


@frozen
class Problem:
    """Something that a distribution has to change.

    Attributes:
        distribution: The distribution to blame; several are joined by commas.
        cause: One sentence that says what is wrong.
        mend: What to do about it.
        names: The names concerned, such as `activation snake`.
        broken: Whether something can't be used, rather than just deserves attention.
    """

    distribution: str
    cause: str = field(converter=_printable)
    mend: str = field(converter=_printable)
    names: tuple[str, ...] = field(default=(), converter=_all_printable)
    broken: bool = True


def merged(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems with equal causes as one, with the names of all."""
    names: dict[Problem, list[str]] = {}
    for problem in problems:
        names.setdefault(evolve(problem, names=()), []).extend(problem.names)
    return tuple(evolve(problem, names=tuple(found)) for problem, found in names.items())


def broken_distributions(problems: Iterable[Problem]) -> tuple[str, ...]:
    """The distributions that have something broken, sorted."""
    return tuple(sorted({problem.distribution for problem in problems if problem.broken}))


def in_one_line(error: BaseException) -> str:
    """An error's type and the first line of its message, whatever its author made of it."""
    name = type(error).__name__
    try:
        message = str(error).strip().partition("\n")[0][:_LONGEST_MESSAGE]
    except Exception:  # noqa: BLE001 - a plugin's own error class may fail to print itself
        return name
    return f"{name}: {message}" if message.isprintable() and message else name
