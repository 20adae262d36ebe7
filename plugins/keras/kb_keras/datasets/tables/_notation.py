"""How numbers are written: 1234.5, or 1.234,5 or 12% or $5."""

import re
from functools import cached_property

from attrs import define

MINUS = str.maketrans({"\N{MINUS SIGN}": "-"})
SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


@define(frozen=True, slots=False)
class Notation:
    """How numbers are written in a file.

    Attributes:
        decimal: What stands before the fraction.
        thousands: What stands between groups of digits; empty if nothing does.
        percent: Whether `12%` is a number, 0.12.
        units: What may stand before or behind a number and is left off.
    """

    decimal: str = "."
    thousands: str = ""
    percent: bool = False
    units: tuple[str, ...] = ()

    @cached_property
    def plain(self) -> bool:
        """Whether numbers are written as Python writes them."""
        return self == PLAIN

    def number(self, text: str) -> float | None:
        """Return the number that a text is; None if it isn't one."""
        if "_" in text:
            return None
        if not self.plain:
            return self._read(text)
        try:
            return float(text if text.isascii() else text.translate(MINUS))
        except ValueError:
            return None

    def _read(self, text: str) -> float | None:
        """Take a number apart: sign, unit, digits, share."""
        text = text.translate(MINUS).translate(SPACES).strip()
        negative = text.startswith("(") and text.endswith(")")  # as bookkeepers write it
        text = text[1:-1].strip() if negative else text
        sign, text = (text[0], text[1:].strip()) if text[:1] in {"-", "+"} else ("", text)
        for unit in self.units:
            text = text.removeprefix(unit).removesuffix(unit).strip()
        share = self.percent and text.endswith("%")
        text = text.removesuffix("%").strip() if share else text
        if not sign and text[:1] in {"-", "+"}:  # $-5
            sign, text = text[0], text[1:]
        if not self._digits.fullmatch(text):
            return None
        if self.thousands:
            text = text.replace(self.thousands, "")
        number = float(f"{sign}{text.replace(self.decimal, '.')}")
        return (-number if negative else number) / (100 if share else 1)

    @cached_property
    def _digits(self) -> re.Pattern[str]:
        """A number without sign; where groups are marked, they are complete."""
        whole = r"\d+"
        if self.thousands:
            whole = rf"(?:\d+|\d{{1,3}}(?:{re.escape(self.thousands)}\d{{2,3}})*"
            whole += rf"{re.escape(self.thousands)}\d{{3}})"
        point = re.escape(self.decimal)
        return re.compile(rf"(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?")


PLAIN = Notation()
"""As Python writes numbers."""
