"""What a component has to declare; tested without Keras."""

# ruff: noqa: S101 - a check is an assertion

import re
import subprocess
import sys
from functools import cache

from kb_registry.installed._aliases import spells_class
from kb_registry.references._structuring import structure
from kb_registry.references._writing import to_table, to_text
from kb_registry.testing._subject import Subject

HEAVY = frozenset({"tensorflow", "keras", "torch", "jax", "numpy"})


def can_be_loaded(subject: Subject) -> None:
    """The class can be imported, is of its kind, and its parameters can be written down."""
    assert subject.component().parameters() is not None


def is_documented(subject: Subject) -> None:
    """The class has a sentence that says what it is, and each parameter a line of help."""
    component = subject.component()
    own = component.__doc__ if "__doc__" in vars(component) else ""
    assert own, "write a docstring"
    assert re.fullmatch(r"\S.*[.!?]", component.summary()), "begin the docstring with one sentence"
    silent = [p.name for p in component.parameters().values() if not p.help.strip()]
    assert not silent, f"declare {', '.join(silent)} with param(help=...)"


def has_one_canonical_name(subject: Subject) -> None:
    """Of several names, one spells the class's name, so that it's clear which is listed."""
    aliases = subject.registry.aliases(subject.kind, subject.entry)
    assert not aliases or spells_class(subject.entry), (
        f"one of {', '.join([subject.entry.name, *aliases])} must spell the class's name"
    )


def pairs_with_what_there_is(subject: Subject) -> None:
    """What the component says it pairs with is registered."""
    registry = subject.registry
    known = {name for kind in registry.kinds() for name in registry.names(kind)}
    unknown = [name for name in subject.component().pairs_with if name not in known]
    assert not unknown, f"pairs_with names {', '.join(unknown)}, which is registered nowhere"


def reads_back_as_written(subject: Subject) -> None:
    """Text and table of the component read back as the same component."""
    example, registry = subject.example(), subject.registry
    for written in (to_text(example, registry), to_table(example, registry)):
        back = structure(subject.kind, written, registry)
        assert back == example, f"{written!r} reads back as {back!r}, not as {example!r}"


def imports_lightly(subject: Subject) -> None:
    """Importing the module imports no array library and prints nothing."""
    heavy, printed = _import(subject.entry.value.partition(":")[0], tuple(sys.path))
    assert not heavy, f"import {', '.join(sorted(heavy))} inside build()"
    assert not printed, f"don't print on import: {printed!r}"


REQUIREMENTS = (
    can_be_loaded,
    is_documented,
    has_one_canonical_name,
    pairs_with_what_there_is,
    reads_back_as_written,
    imports_lightly,
)


@cache
def _import(module: str, path: tuple[str, ...]) -> tuple[frozenset[str], str]:
    """What a fresh process has imported after a module, and what it printed meanwhile."""
    program = (
        f"import sys; sys.path = [*{path!r}]; import {module}; print('imported:', *sys.modules)"
    )
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a registered module
    printed, _, modules = ran.stdout.partition("imported: ")
    assert ran.returncode == 0, ran.stderr.strip().rpartition("\n")[2]
    return HEAVY & set(modules.split()), (printed + ran.stderr).strip()
