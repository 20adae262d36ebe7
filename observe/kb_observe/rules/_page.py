"""A rule's page, in Markdown."""

from textwrap import fill

from kb_observe.rules._rule import Rule

_LEVELS = {
    "error": "error: such a network doesn't train",
    "warning": "warning: such a network seldom trains well",
    "hint": "hint: it could be done better",
}


def page(rule: type[Rule], name: str) -> str:
    """Everything about a rule, for people.

    Args:
        rule: The rule.
        name: The name under which it is registered.
    """
    return "\n".join(
        [
            f"# {rule.code}: {name.replace('_', ' ')}",
            "",
            fill(rule.summary(), 100),
            "",
            f"Level: {_LEVELS[rule.level]}.",
            "",
            "## Why",
            "",
            fill(rule.why, 100),
            "",
            f"Source: {rule.reference}.",
            "",
            "## Bad",
            "",
            "```python",
            rule.bad.strip(),
            "```",
            "",
            "## Good",
            "",
            "```python",
            rule.good.strip(),
            "```",
            "",
        ]
    )
