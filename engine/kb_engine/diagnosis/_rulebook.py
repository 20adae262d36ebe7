"""The installed rules, by code."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from attrs import field, frozen
from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule
from kb_registry import (
    AmbiguousNameError,
    BrokenPluginError,
    Entry,
    Registry,
    UnknownNameError,
    closest,
)


@frozen
class Fault:
    """A rule that can't be used, or that failed on a network.

    Attributes:
        rule: Its name and distribution: `selu_dropout of keras-blocks-rules`.
        cause: What happened.
    """

    rule: str
    cause: str


@frozen
class Rulebook:
    """Rules to check networks with.

    Attributes:
        rules: By code, in order of codes.
        entries: Where each is registered, by code.
        faults: Rules that can't be imported.
    """

    rules: Mapping[str, Rule]
    entries: Mapping[str, Entry] = field(repr=False)
    faults: tuple[Fault, ...] = ()

    def chosen(self, select: Collection[str] = (), ignore: Collection[str] = ()) -> "Rulebook":
        """The rules whose codes begin with one of `select`, or all, without those of `ignore`.

        Args:
            select: Codes, beginnings of codes, or names.
            ignore: The same.

        Raises:
            UnknownNameError: No rule is called or begins so.
        """
        wanted = self._matching(select) if select else set(self.rules)
        kept = wanted - self._matching(ignore)
        rules = {code: rule for code, rule in self.rules.items() if code in kept}
        return Rulebook(MappingProxyType(rules), self.entries, self.faults)

    def rule(self, word: str) -> Rule:
        """The rule with a code or a name.

        Raises:
            UnknownNameError: There is none.
        """
        for code, rule in self.rules.items():
            if word.upper() == code or word == self.entries[code].name:
                return rule
        raise UnknownNameError(f"There is no rule {word!r}.", hint=self._hint(word))

    def check(self, design: Design, data: Data | None) -> tuple[list[Finding], list[Fault]]:
        """Put every rule to a network; one that fails is noted and the others continue.

        Returns:
            The findings, errors first and then in order of codes, and the rules that failed.
        """
        findings: list[Finding] = []
        faults = list(self.faults)
        for code, rule in self.rules.items():
            try:
                findings += list(rule.check(design, data))
            except Exception as error:  # noqa: BLE001 - rules are anyone's code
                entry = self.entries[code]
                cause = f"{type(error).__name__}: {error}".rstrip(": ")
                faults.append(Fault(f"{code}, {entry.name} of {entry.distribution}", cause))
        order = ("error", "warning", "hint")
        return sorted(findings, key=lambda f: (order.index(f.level), f.code)), faults

    def _hint(self, word: str) -> str:
        """Names near a word; of a code, those that differ in one sign, or else how codes begin."""
        if not word[-1:].isdigit():
            return closest(word, [*self.rules, *(entry.name for entry in self.entries.values())])
        wanted = word.upper()
        alike = [code for code in self.rules if len(code) == len(wanted)]
        near = [c for c in alike if sum(a != b for a, b in zip(c, wanted, strict=True)) == 1]
        families = sorted({code[:-2] for code in self.rules})
        return closest(wanted, near) or f"Codes begin with {', '.join(families)}."

    def _matching(self, words: Collection[str]) -> set[str]:
        return {code for word in words for code in self._codes(word)}

    def _codes(self, word: str) -> Iterator[str]:
        found = [code for code in self.rules if word and code.startswith(word.upper())]
        yield from found or [self.rule(word).code]


def read_rulebook(registry: Registry) -> Rulebook:
    """Make every installed rule, with its defaults.

    Raises:
        AmbiguousNameError: Two rules have one code.
    """
    rules: dict[str, Rule] = {}
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for entry in registry.canonical_entries(Rule):
        try:
            rule = registry.get(Rule, entry.name, entry.distribution)()
        except (BrokenPluginError, TypeError) as error:
            faults.append(Fault(f"{entry.name} of {entry.distribution}", str(error)))
            continue
        other = entries.get(rule.code)
        if other is not None:
            owners = (
                f"{other.name} of {other.distribution} and {entry.name} of {entry.distribution}"
            )
            raise AmbiguousNameError(
                f"{owners} both have the code {rule.code}.",
                hint="Block one of them: see [tool.kb.plugins] block.",
            )
        rules[rule.code], entries[rule.code] = rule, entry
    ordered = {code: rules[code] for code in sorted(rules)}
    return Rulebook(MappingProxyType(ordered), MappingProxyType(entries), tuple(faults))
