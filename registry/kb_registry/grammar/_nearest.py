"""Which valid name comes nearest to one that isn't valid."""

import re
from collections.abc import Iterable

from kb_registry.grammar._quoting import in_quotes
from kb_registry.grammar._words import RESERVED_WORDS

_BARE = re.compile(r"""[^\s\x00-\x1f\x7f-\xa0,()\[\]="'`:;$\\]+""")
"""What needs no quotes to be read as one word."""


def closest(name: str, valid: Iterable[str]) -> str:
    """Say which valid names come nearest, or all of them if they are few; else nothing.

    Names that the grammar or a shell would take apart are put in quotes, as the grammar reads them.
    """
    from difflib import get_close_matches  # only mistakes need it

    names = sorted(valid)
    near = get_close_matches(name, names, n=3, cutoff=0.6)
    if not near:  # ReLU is relu, but each of its capitals counts as a mistake
        small = {each.lower(): each for each in names}
        near = [small[each] for each in get_close_matches(name.lower(), small, n=3, cutoff=0.6)]
    if near:
        return f"Did you mean {' or '.join(map(_written, near))}?"
    few = 12
    return f"Known: {', '.join(map(_written, names))}." if 0 < len(names) <= few else ""


def _written(name: str) -> str:
    bare = _BARE.fullmatch(name) and name.isprintable() and name.lower() not in RESERVED_WORDS
    return name if bare else in_quotes(name)
