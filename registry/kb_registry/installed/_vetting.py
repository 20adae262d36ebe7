"""Which entries may be looked up, decided without importing any of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kb_registry.grammar._words import NAME, RESERVED_WORDS
from kb_registry.installed._discovery import PREFIX, Entry
from kb_registry.installed._settings import BLOCK_VARIABLE, Settings

if TYPE_CHECKING:
    from kb_registry.installed._problems import Problem

OWN_DISTRIBUTION = "keras-blocks-registry"
KINDS = f"{PREFIX}kinds"
API_GROUP = f"{PREFIX}api"
"""Where a distribution declares the plugin API it was written for, as an entry's name:

    [project.entry-points."kb.api"]
    1 = "kb_snake"
"""

PLUGIN_API = 1
"""The plugin API of this release; it grows when plugins may rely on something new."""


class Refused(NamedTuple):
    """An entry that can't be looked up, and why."""

    entry: Entry
    cause: str
    mend: str
    broken: bool = True

    def problem(self) -> "Problem":
        """The same for its distribution to mend."""
        from kb_registry.installed._problems import Problem  # needs attrs, which a list doesn't

        owner, label = self.entry.distribution, self.entry.label
        return Problem(owner, self.cause, self.mend, (label,), self.broken)


class Vetted(NamedTuple):
    """Entries in two groups: those that may be looked up, and those that are refused."""

    usable: dict[str, dict[str, list[Entry]]]
    refused: tuple[Refused, ...]

    def problems(self) -> "tuple[Problem, ...]":
        """One problem for each cause, with all names that it concerns."""
        from kb_registry.installed._problems import merged

        return merged(refused.problem() for refused in self.refused)


def vet(entries: Iterable[Entry], settings: Settings) -> Vetted:
    """Separate the entries that may be looked up from the others."""
    entries = tuple(entries)
    newer = {e.distribution: e.name for e in entries if e.group == API_GROUP and _is_newer(e.name)}
    restricted = bool(settings.allow or settings.block)
    usable: dict[str, dict[str, list[Entry]]] = defaultdict(dict)
    refused = []
    is_name = NAME.fullmatch
    for entry in entries:  # thousands perhaps, nearly all of them sound
        group, name, _, owner, _ = entry
        if group == API_GROUP:
            continue
        if restricted and not _permitted(entry, settings):
            refused.append(_blocked(entry))
        elif owner in newer:
            refused.append(_too_new(entry, newer[owner]))
        elif not is_name(name):
            refused.append(_misnamed(entry))
        elif name in usable[group]:
            usable[group][name].append(entry)
        else:
            usable[group][name] = [entry]
    for names in usable.values():
        for name in [name for name, found in names.items() if len(found) > 1]:
            refused += _take_repeated(names, name)
    return Vetted(dict(usable), tuple(dict.fromkeys(refused)))


def _take_repeated(names: dict[str, list[Entry]], name: str) -> list[Refused]:
    """Remove the entries of one name that their distribution registers more than once."""
    distinct = list(dict.fromkeys(names[name]))
    times = Counter(entry.distribution for entry in distinct)
    once = [entry for entry in distinct if times[entry.distribution] == 1]
    if once:
        names[name] = once
    else:
        del names[name]
    return [_repeated(e, times[e.distribution]) for e in distinct if e not in once]


def _is_newer(version: str) -> bool:
    return not (version.isdecimal() and int(version[:9]) <= PLUGIN_API)


def _permitted(entry: Entry, settings: Settings) -> bool:
    if entry.distribution == OWN_DISTRIBUTION and entry.group == KINDS:
        return True  # without the kinds that are defined here there is nothing to plug in
    return settings.permit(entry)


def _blocked(entry: Entry) -> Refused:
    return Refused(
        entry,
        f"Your settings block plugins of {entry.distribution}.",
        f"See {BLOCK_VARIABLE} and [tool.kb.plugins].",
        broken=False,
    )


def _too_new(entry: Entry, api: str) -> Refused:
    owner = entry.distribution
    return Refused(
        entry,
        f"{owner} needs plugin API {api}, and {OWN_DISTRIBUTION} here offers {PLUGIN_API}.",
        f"Upgrade {OWN_DISTRIBUTION}, or install an older {owner}.",
    )


def _misnamed(entry: Entry) -> Refused:
    return Refused(
        entry,
        f"{entry.name[:80]!r} can't be written in a recipe.",
        "Use lower-case letters, digits and underscores, but not "
        f"{' or '.join(sorted(RESERVED_WORDS))}.",
    )


def _repeated(entry: Entry, times: int) -> Refused:
    return Refused(
        entry,
        f"{entry.distribution} registers {entry.name!r} {times} times in {entry.group}.",
        f"Update or uninstall {entry.distribution}.",
    )
