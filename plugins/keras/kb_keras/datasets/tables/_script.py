"""A table in a text file as code that reads it without this project."""

from pathlib import Path

from kb_registry import Task

from kb_keras.datasets.samples._script import listed, literal, named
from kb_keras.datasets.tables._features import NumberColumn, WordColumn
from kb_keras.datasets.tables._preparation import TablePreparation

PACKED = {".gz", ".bz2", ".xz"}


def reading_code(file: Path, prepared: TablePreparation) -> str | None:
    """Statements that make `x` and `y` of all rows; None if the file is written unusually."""
    form = prepared.form
    unusual = form.skip or form.header is False or form.missing.numbers or not form.notation.plain
    if unusual or file.suffix in PACKED:
        return None
    numbers = [column for column in prepared.columns if isinstance(column, NumberColumn)]
    figures = zip(numbers, prepared.scale.mean, prepared.scale.deviation, strict=False)
    words = [column for column in prepared.columns if isinstance(column, WordColumn)]
    delimiter = "" if form.delimiter == "," else f", delimiter={literal(form.delimiter)}"
    lines = [
        named("path", str(file)),
        '    with open(path, encoding="utf-8-sig", newline="") as file:',
        f"        table = list(csv.DictReader(file, skipinitialspace=True{delimiter}))",
    ]
    parts = []
    if numbers:
        shown = [f"{literal(c.name)}: ({float(m)!r}, {float(d)!r})" for c, m, d in figures]
        lines.append("    # mean and deviation of the training samples")
        lines.append(listed(shown, "{}", "numbers = "))
        parts.append(
            "[(float(row[name]) - mean) / deviation for name, (mean, deviation) in numbers.items()]"
        )
    if words:
        lines.append("    # each word is a feature of its own")
        lines.append(_words(words))
        parts.append("[float(row[name] == word) for name in words for word in words[name]]")
    lines.append(named("target", prepared.target.name))
    if prepared.drop:
        lines += _dropping(prepared, [*(["numbers"] * bool(numbers)), *(["words"] * bool(words))])
    lines.append("    features = [")
    lines += [f"        {'+ ' * (place > 0)}{part}" for place, part in enumerate(parts)]
    lines += ["        for row in table", "    ]", "    x = np.array(features, np.float32)"]
    return "\n".join([*lines, _target(prepared)])


def _words(columns: list[WordColumn]) -> str:
    entries = []
    for column in columns:
        shown = listed(map(literal, column.words), "[]", f"    {literal(column.name)}: ", ",")
        entries.append(shown.replace("\n    ", "\n        "))
    return "\n".join(["    words = {", *entries, "    }"])


def _dropping(prepared: TablePreparation, columns: list[str]) -> list[str]:
    spelt = listed(map(literal, sorted(prepared.form.missing.anywhere)), "{}", "missing = ")
    names = ", ".join([*(f"*{name}" for name in columns), "target"])
    return [
        "    # rows that miss a value are left out",
        spelt,
        f"    names = [{names}]",
        "    table = [row for row in table if not missing & {row[name].lower() for name in names}]",
    ]


def _target(prepared: TablePreparation) -> str:
    target, classes = prepared.target, prepared.spec.classes
    cell = "row[target]"
    if prepared.spec.task is Task.REGRESSION:
        numbers = f"    y = np.array([float({cell}) for row in table])\n"
        scaled = f"y - {target.mean!r}) / {target.deviation!r}"
        return f"{numbers}    y = (({scaled}).astype(np.float32)"
    # classes that are numbers are called as they are written, 7 rather than 7.0
    shown = map(literal, classes) if target.words else classes
    value = cell if target.words else f"float({cell})"
    return "\n".join(
        [
            listed(shown, "[]", "classes = "),
            f"    y = np.array([classes.index({value}) for row in table])",
        ]
    )
