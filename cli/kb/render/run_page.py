"""What `kb show` prints of a run."""

import shlex
from typing import Any

from kb_engine import Recipe
from kb_engine.runs.store import RunDetails
from kb_registry import Task
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.render.scores import score_table
from kb.render.suggestions import command

MAIN = ("python", "tensorflow", "keras", "numpy")
OURS = "keras-blocks-"
"""What the names of this project's distributions begin with."""


def run_page(details: RunDetails) -> RenderableType:
    """Status, data, scores, recipe and environment."""
    run, result = details.run, details.result
    parts: list[RenderableType] = [
        Text.assemble((run.name, "bold"), f"  ({run.status})"),
        Text(),
        _pairs(_outcome(details)),
    ]
    if result is not None and result.scores:
        parts += [Text(), score_table(result)]
    parts += [Text(), Text("Recipe", style="bold"), _pairs(_recipe(details))]
    if details.sessions:
        parts += [Text(), Text("Environment", style="bold"), _pairs(_environment(details))]
    for sentence in details.unreadable:
        parts += [Text(), Text(sentence)]
    return Group(*parts, Text())


def lines_to_copy(details: RunDetails) -> Text:
    """What to type next, each command on one line however long it is."""
    rows = _next(details)
    width = max(map(len, rows))
    return Text("\n").join(
        Text.assemble((name.ljust(width), "dim"), " ", line) for name, line in rows.items()
    )


def _pairs(rows: dict[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _outcome(details: RunDetails) -> dict[str, str]:
    facts, result = details.run.facts, details.result
    rows = {"folder": str(details.run.folder), "begun": _time(facts.get("begun"))}
    if result is not None:
        epochs = max(map(len, result.history.values()), default=0)
        if epochs:
            memory = f", {result.megabytes:,.0f} MB at most" if result.megabytes else ""
            rows["training"] = f"{epochs:,} epochs in {_duration(result.seconds)}{memory}"
        if result.compilation:
            rows["steps"] = ": ".join(map(str, result.compilation.values()))
        rows["model"] = f"{result.parameters:,} parameters"
    if details.data is not None:
        rows["data"] = _data(details)
    if result is not None and result.devices:
        rows["device"] = result.devices
    if facts.get("cause"):
        rows["cause"] = str(facts["cause"])
    tags = facts.get("tags")
    return rows | ({"tags": ", ".join(tags)} if isinstance(tags, list) and tags else {})


def _time(written: object) -> str:
    return f"{str(written)[:16].replace('T', ' ')} UTC" if written else "unknown"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"


def _data(details: RunDetails) -> str:
    assert details.data is not None  # noqa: S101 - asked by the caller
    spec = details.data.spec
    shape = " x ".join(map(str, spec.input_shape))
    what = f"{spec.targets} target{'s' * (spec.targets != 1)}"
    if spec.task is not Task.REGRESSION:
        what = f"{len(spec.classes)} classes"
    return f"{spec.name}: samples of {shape}, {what}"


def _recipe(details: RunDetails) -> dict[str, str]:
    """Fields as options take them; absent ones are left out."""
    recipe = details.recipe
    texts = recipe.texts() if isinstance(recipe, Recipe) else _plain(details.choices)
    return {name: text for name, text in texts.items() if text != "none"}


def _plain(choices: Any) -> dict[str, str]:
    """Names alone, of a recipe whose components aren't all installed."""

    def word(value: Any) -> str:
        match value:
            case {"name": name}:
                return str(name)
            case list():
                return ", ".join(word(each) for each in value if each != "none") or "none"
            case _:
                return str(value)

    return {name: word(value) for name, value in choices.items()}


def _environment(details: RunDetails) -> dict[str, str]:
    first, *later = details.sessions
    blocks = {name: version for name, version in first.items() if name.startswith(OURS)}
    own = {"recipe", "backend", "system", "cores", "devices", "train_on", "from_epoch"}
    known = {*own, *MAIN, *blocks, "not_in_force"}
    others = {n: v for n, v in first.items() if n not in known and isinstance(v, str)}
    rows = {
        "versions": ", ".join(f"{name} {first[name]}" for name in MAIN if name in first),
        "blocks": _versions(blocks | others),
        "machine": f"{first.get('system', 'unknown')}, {first.get('cores', '?')} cores",
    }
    for session in later:
        changed = [
            f"{name} {value}"
            for name, value in session.items()
            if isinstance(value, str) and value != first.get(name)
        ]
        if session.get("recipe") != first.get("recipe"):
            changed.append("another recipe")
        rows[f"from epoch {session.get('from_epoch', '?')}"] = ", ".join(changed) or "the same"
    return {name: text for name, text in rows.items() if text}


def _versions(packages: dict[str, str]) -> str:
    """Distributions by version: those of one release are named together."""
    by_version: dict[str, list[str]] = {}
    for name, version in packages.items():
        by_version.setdefault(version, []).append(name.removeprefix(OURS))
    return "; ".join(f"{version}: {', '.join(names)}" for version, names in by_version.items())


def _next(details: RunDetails) -> dict[str, str]:
    """What to type, by what for."""
    folder, status = details.run.folder, details.run.status
    rows = {}
    if status in {"unfinished", "interrupted"}:
        rows["resume"] = command("kb", "resume", folder)
    if status in {"trained", "interrupted"}:
        rows["score"] = command("kb", "evaluate", folder)
    if details.result is not None and details.result.history:
        rows["curves"] = command("kb", "show", folder, "--curves")
    if (folder / "model.keras").is_file():
        rows["weights"] = command("kb", "show", folder, "--weights")
    rows["repeat"] = shlex.join(["kb", "train", "--recipe", str(folder / "recipe.toml")])
    return rows
