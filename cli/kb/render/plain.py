"""What terminals and encodings that show little are given."""

import os
import sys

SPELT = {
    "←": "<-",
    "√": "sqrt",
    "²": "^2",
    "ᵗ": "^t",
    "ᵀ": "^T",
    "‖": "|",
    "μ": "mu",
    "∇": "grad ",
    "·": "*",
    "…": "...",
    "━": "=",
    "\u0302": "_hat",
}
"""Characters of formulas as ASCII writes them."""


def is_styled() -> bool:
    """Whether standard output is a terminal that understands more than text."""
    return sys.stdout.isatty() and not is_dumb()


def is_dumb() -> bool:
    """Whether the terminal says that it understands nothing but text."""
    return os.environ.get("TERM", "").lower() in {"dumb", "unknown"}


def spell_out(error: UnicodeError) -> tuple[str, int]:
    """Replace what an encoding lacks: formulas by ASCII, letters by those without accents.

    This is a handler for `codecs.register_error`.

    Raises:
        UnicodeError: The error is none of encoding.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from unicodedata import normalize

    missing = normalize("NFD", error.object[error.start : error.end])
    spelt = "".join(SPELT.get(c, c if c.isascii() else "?") for c in missing)
    return spelt, error.end
