"""What can be plugged in, as a record."""

from attrs import frozen


@frozen
class Kind:
    """A family of components that can stand in for one another.

    A class that carries a `Kind` of its own is the base class of the family.

    Attributes:
        name: In the singular, as people say it: `activation`.
        group: The entry-point group in which distributions register members.
        option: The recipe field and command-line option; empty for kinds that only stand
            inside other components, such as a learning-rate schedule.
        default: The member used when a recipe names none, as text; empty for no member.
        many: Whether a recipe holds a list of members rather than one.
    """

    name: str
    group: str
    option: str = ""
    default: str = ""
    many: bool = False

    def __str__(self) -> str:
        return self.name

    def with_article(self) -> str:
        """The name as it stands in a sentence: `an activation`."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"
