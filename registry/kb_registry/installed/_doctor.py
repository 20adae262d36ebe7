"""Finding everything that is wrong with installed plugins."""

import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO

from kb_registry._errors import BrokenPluginError
from kb_registry.components._component import Component
from kb_registry.components._deprecation import DeprecatedNameWarning
from kb_registry.grammar._nearest import closest
from kb_registry.installed._discovery import Entry
from kb_registry.installed._problems import Problem, in_one_line, merged
from kb_registry.installed._registry import Registry


def diagnose(registry: Registry) -> tuple[Problem, ...]:
    """Every problem there is, found by importing every component.

    What modules print and warn of while they are imported is part of the findings and shown
    nowhere else. A module that was imported before has said it already.
    """
    return (*registry.problems(), *merged([*_strays(registry), *_load_all(registry)]))


def _strays(registry: Registry) -> Iterator[Problem]:
    groups = [base.kind.group for base in registry.kinds()]
    for entry in registry.strays():
        place = f"{entry.group}, which isn't the group of a kind"
        cause = f"{entry.distribution} registers {entry.name!r} in {place}."
        mend = closest(entry.group, groups) or f"Install the package that defines {entry.group}."
        yield Problem(entry.distribution, cause, mend, (entry.label,))


def _load_all(registry: Registry) -> Iterator[Problem]:
    for kind in registry.kinds():
        for entry in registry.entries(kind):
            yield from _load(registry, kind, entry)


def _load(registry: Registry, kind: type[Component], entry: Entry) -> Iterator[Problem]:
    printed = StringIO()  # of both streams, as loading turns one into the other
    broken = None
    with redirect_stderr(printed), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", DeprecatedNameWarning)
        try:
            registry.get(kind, entry.name, entry.distribution)
        except BrokenPluginError as error:
            broken = error
    owner, module = entry.distribution, entry.value.partition(":")[0]
    if broken is not None:
        origin = broken.__cause__
        cause = f"{module} can't be imported: {in_one_line(origin)}." if origin else broken.message
        yield Problem(owner, cause, broken.hint, (entry.label,))
    said = [f"prints {line.strip()[:80]!r}" for line in printed.getvalue().splitlines()[:1]]
    said += [f"warns with {warning.category.__name__}" for warning in warned[:1]]
    for what in said:
        cause, mend = (
            f"{module} {what} when it is imported.",
            f"Report this to the author of {owner}.",
        )
        yield Problem(owner, cause, mend, (entry.label,), broken=False)
