"""How much of Keras the installed components cover, kind by kind.

kb list --json | python benchmarks/catalogue.py

It asks the installed Keras for its public blocks. Each has a component, or a reason why not in
kb_keras/omissions.py. Blocks with neither are listed as missing, and the exit code is 1.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from kb_keras.keras_inventory import keras_blocks
from kb_keras.omissions import CLASSES, DATASETS
from kb_registry import Component, Dataset, installed_registry


def keras_name(kind: type[Component], name: str, component: type[Component]) -> str:
    """The block of Keras that a component stands for; empty for one of its own."""
    if kind is Dataset:
        return f"keras.datasets.{name}"
    function = getattr(component, "function", None)
    if function:
        return f"keras.activations.{function}"
    return str(getattr(component, "keras_name", ""))


def covered(listed: Iterable[Mapping[str, Any]]) -> set[str]:
    """The blocks of Keras that listed components stand for."""
    registry = installed_registry()
    kinds = {kind.kind.name: kind for kind in registry.kinds()}
    return {
        keras_name(kinds[each["kind"]], each["name"], component)
        for each in listed
        for component in [registry.get(kinds[each["kind"]], each["name"], each["distribution"])]
    }


def main() -> int:
    """Print the table, and what is missing."""
    listed = json.load(sys.stdin)
    theirs, ours = keras_blocks(), covered(listed)
    reasons = {**CLASSES, **DATASETS}
    missing = sorted(theirs.keys() - ours - reasons.keys())
    print(f"{'kind':14}{'components':>11}{'in Keras':>10}{'covered':>9}{'left out':>10}")
    for kind in dict.fromkeys(each["kind"] for each in listed):
        names = {name for name, its in theirs.items() if its == kind}
        counts = (
            sum(each["kind"] == kind for each in listed),
            len(names),
            len(names & ours),
            len((names - ours) & reasons.keys()),
        )
        print(f"{kind:14}{counts[0]:11}{counts[1]:10}{counts[2]:9}{counts[3]:10}")
    for name in missing:
        print(f"missing: {name}")
    print(f"{len(theirs)} public blocks of Keras, {len(missing)} missing without a reason.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
