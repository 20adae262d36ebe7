"""Write a page for every rule: `python -m kb_rules docs/rules`."""

import sys
from pathlib import Path

from kb_observe.rules import Rule, page
from kb_registry import installed_registry, write_text

HOW = """
[How to check for it, and how to leave it out](../diagnosis.md#check). [Experiments](experiments.md)
train both examples.
"""


def pages() -> dict[str, str]:
    """The text of every page, by the name of its file."""
    found = [
        (entry, rule)
        for entry, rule in installed_registry().components(Rule)
        if entry.distribution == "keras-blocks-rules"
    ]
    found.sort(key=lambda pair: pair[1].code)
    rows = [
        f"| [{rule.code}]({rule.code}.md) | {rule.level} | {rule.summary()} |" for _, rule in found
    ]
    index = [
        "# Rules",
        "",
        "What is looked for in a network. [Check](../diagnosis.md#check) says how,",
        "and how to leave a rule out. `python -m kb_rules docs/rules` writes these pages.",
        "[Experiments](experiments.md) show which rules are borne out.",
        "",
        "| code | level | what |",
        "|---|---|---|",
        *rows,
        "",
    ]
    texts = {f"{rule.code}.md": page(rule, entry.name) + HOW for entry, rule in found}
    return {"README.md": "\n".join(index), **texts}


def main(folder: Path) -> None:
    """Write the pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        write_text(folder / name, text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
