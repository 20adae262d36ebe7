"""The kind of component that tells what is wrong with a network."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from kb_registry import Component, Kind

from kb_observe.rules._finding import Change, Finding, Fix, Level

if TYPE_CHECKING:
    from kb_observe.data import Data
    from kb_observe.rules._design import Design


class Rule(Component):
    """Fault of a network or of its data that its description shows.

    A rule sees the description alone: no Keras object and no sample. Its examples are programs
    for which `keras`, `np`, and the digits as `x` (1,797 rows of 64 numbers from 0 to 1) and `y`
    (labels from 0 to 9) are there; they make a compiled `model`, and may change `x` and `y` and
    set `epochs`, `batch_size` and `validation`.

    Attributes:
        code: Two or more letters and three digits, unlike that of any other rule: `KB101`.
        level: What its findings are.
        why: Why this is a fault, in a sentence or two.
        bad: An example in which the rule finds something.
        good: The same with the fault mended.
    """

    kind: ClassVar = Kind("rule", "kb.rules")
    code: ClassVar[str]
    level: ClassVar[Level]
    why: ClassVar[str]
    bad: ClassVar[str]
    good: ClassVar[str]

    def check(self, design: "Design", data: "Data | None") -> Iterator[Finding]:
        """Find every place with the fault.

        Args:
            design: What is true of the network and of its training.
            data: What is true of the samples; None if they aren't known.
        """
        raise NotImplementedError

    def finding(self, place: str, message: str, says: str = "", *changes: Change) -> Finding:
        """Make a finding of this rule.

        Args:
            place: A layer's name, or what else is at fault.
            message: What is wrong, with numbers.
            says: What mends it, for people; empty if that can't be said.
            *changes: The same as data.
        """
        fix = Fix(says, changes) if says else None
        return Finding(self.code, self.level, place, message, fix)
