"""Every requirement put to every component of a distribution."""

from collections.abc import Callable, Mapping

from attrs import frozen

from kb_registry._errors import UnknownNameError
from kb_registry._suggestions import CheckPlugins
from kb_registry.installed._distributions import normalize
from kb_registry.installed._registry import Registry, installed_registry
from kb_registry.testing import _behaviour as behaviour
from kb_registry.testing import _declarations as declarations
from kb_registry.testing import _drawings as drawings
from kb_registry.testing._subject import Subject

REQUIREMENTS: tuple[Callable[[Subject], None], ...] = (
    *declarations.REQUIREMENTS,
    *behaviour.REQUIREMENTS,
    *drawings.REQUIREMENTS,
)


@frozen
class Check:
    """One requirement, to be put to one component."""

    requirement: Callable[[Subject], None]
    subject: Subject

    def __call__(self) -> None:
        """Put the requirement to the component.

        Raises:
            AssertionError: The component falls short; the message says what to change.
        """
        self.requirement(self.subject)

    def __str__(self) -> str:
        what = self.requirement.__name__.replace("_", " ")
        return f"{self.subject.entry.label} {what}"


def conformance(
    distribution: str,
    registry: Registry | None = None,
    examples: Mapping[str, str] | None = None,
) -> list[Check]:
    """Every check of every component that a distribution registers.

    Args:
        distribution: The distribution's name.
        registry: Where it is registered; None for what is installed.
        examples: References to build and probe, by name, for components whose defaults, or
            derived values of required parameters, make no sense together.

    Raises:
        UnknownNameError: The distribution registers nothing.
    """
    registry = registry or installed_registry()
    owner = normalize(distribution)
    subjects = [
        Subject(entry, kind, registry, (examples or {}).get(entry.name, ""))
        for kind in registry.kinds()
        for entry in registry.canonical_entries(kind)
        if entry.distribution == owner
    ]
    if not subjects:
        raise UnknownNameError(
            f"{distribution} registers no components.",
            hint="Install it first.",
            suggestions=[CheckPlugins(purpose="See what keeps its components away")],
        )
    return [Check(requirement, subject) for subject in subjects for requirement in REQUIREMENTS]
