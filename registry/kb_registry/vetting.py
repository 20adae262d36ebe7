"""Which entries may be looked up, decided without importing any of them."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from attrs import evolve, frozen

from kb_registry.discovery import PREFIX, Entry
from kb_registry.problems import Problem, merged
from kb_registry.settings import BLOCK_VARIABLE, Settings
from kb_registry.syntax import RESERVED_WORDS

OWN_DISTRIBUTION = "keras-blocks-registry"
KINDS = f"{PREFIX}kinds"
API_GROUP = f"{PREFIX}api"
"""Where a distribution declares the plugin API it was written for, as an entry's name:

    [project.entry-points."kb.api"]
    1 = "kb_snake"
"""

PLUGIN_API = 1
"""The plugin API of this release; it grows when plugins may rely on something new."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Refused(NamedTuple):
    """An entry that can't be looked up, and why."""

    entry: Entry
    problem: Problem


@frozen
class Vetted:
    """Entries, told apart."""

    usable: tuple[Entry, ...]
    refused: tuple[Refused, ...]

    def problems(self) -> tuple[Problem, ...]:
        """One problem for each cause, with all names that it concerns."""
        return merged(evolve(r.problem, names=(r.entry.label,)) for r in self.refused)


def vet(entries: Iterable[Entry], settings: Settings) -> Vetted:
    """Tell the entries that may be looked up from the others."""
    distinct = tuple(dict.fromkeys(entries))
    newer = {e.distribution: e.name for e in distinct if e.group == API_GROUP and _is_newer(e.name)}
    times = Counter([(e.distribution, e.group, e.name) for e in distinct])
    usable, refused = [], []
    for entry in distinct:
        if entry.group == API_GROUP:
            continue
        owner = entry.distribution
        problem = (
            _blocked(entry, settings)
            or _too_new(owner, newer.get(owner))
            or _misnamed(entry)
            or _repeated(entry, times[owner, entry.group, entry.name])
        )
        if problem:
            refused.append(Refused(entry, problem))
        else:
            usable.append(entry)
    return Vetted(tuple(usable), tuple(refused))


def _is_newer(version: str) -> bool:
    return not (version.isdecimal() and int(version[:9]) <= PLUGIN_API)


def _blocked(entry: Entry, settings: Settings) -> Problem | None:
    if settings.permit(entry) or (entry.distribution == OWN_DISTRIBUTION and entry.group == KINDS):
        return None  # without the kinds that are defined here there is nothing to plug in
    return Problem(
        entry.distribution,
        f"Your settings block plugins of {entry.distribution}.",
        f"See {BLOCK_VARIABLE} and [tool.kb.plugins].",
        broken=False,
    )


def _too_new(owner: str, api: str | None) -> Problem | None:
    if api is None:
        return None
    return Problem(
        owner,
        f"{owner} needs plugin API {api}, and {OWN_DISTRIBUTION} here offers {PLUGIN_API}.",
        f"Run pip install --upgrade {OWN_DISTRIBUTION}, or install an older {owner}.",
    )


def _misnamed(entry: Entry) -> Problem | None:
    if _NAME.fullmatch(entry.name) and entry.name not in RESERVED_WORDS:
        return None
    return Problem(
        entry.distribution,
        f"{entry.name[:80]!r} can't be written in a recipe.",
        "A name has small letters, digits and underscores, and is none of "
        f"{', '.join(sorted(RESERVED_WORDS))}.",
    )


def _repeated(entry: Entry, times: int) -> Problem | None:
    if times == 1:
        return None
    return Problem(
        entry.distribution,
        f"{entry.distribution} registers {entry.name!r} {times} times in {entry.group}.",
        f"Update or uninstall {entry.distribution}.",
    )
