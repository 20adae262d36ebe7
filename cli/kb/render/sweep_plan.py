"""What a sweep is going to do, before it does it."""

from itertools import islice

from kb_engine.sweeps import Plan, Progress, Settings, Sweep
from kb_engine.sweeps.search import Space
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.render.suggestions import command
from kb.render.sweep_log import duration

LISTED = 20
"""How many combinations a dry run lists."""


def plan_page(plan: Plan, space: Space, workers: int) -> RenderableType:
    """The values of each field, and how many trials they make."""
    settings = plan.settings
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("field", no_wrap=True)
    table.add_column("values", overflow="fold")
    for group in space.groups:
        for dimension in group:
            texts = ", ".join(option.text for option in dimension.options)
            table.add_row(dimension.name, texts or "none")
    together = [", ".join(each.name for each in group) for group in space.groups if len(group) > 1]
    lines = [f"{names} move together." for names in together]
    lines.append(f"{_amount(plan, space)}, {workers} at once.")
    direction = "largest" if settings.maximize else "smallest"
    lines.append(f"The best has the {direction} {settings.objective}. {_kept(settings)}")
    return Group(table, Text("\n" + "\n".join(lines)))


def _kept(settings: Settings) -> str:
    """What is kept, and of how many trials."""
    models, layers = (
        each.replace("best:", "of the best ")
        for each in (settings.keep_models, settings.keep_layers)
    )
    shown = "" if layers == "none" else f"\nLayers kept: {layers}."
    return f"Models kept: {models}.{shown}"


def combinations_page(space: Space) -> RenderableType:
    """The first combinations of a grid, by the fields that vary."""
    varying = [dimension.name for dimension in space.dimensions if dimension.varies]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in varying:
        table.add_column(name, overflow="fold")
    for point in islice(space.points(), LISTED):
        table.add_row(*(point[name].text for name in varying))
    if space.size <= LISTED:
        return table
    return Group(table, Text(f"and {space.size - LISTED:,} more"))


def _amount(plan: Plan, space: Space) -> str:
    settings, total = plan.settings, plan.count(space)
    seeds = f" x {settings.seeds} seeds" if settings.seeds > 1 else ""
    hours = "" if settings.hours is None else f", for {settings.hours:g} hours at most"
    if total is None:
        return f"Combinations chosen by {settings.search}{seeds}{hours}"
    combinations = total // settings.seeds
    chosen = "" if settings.search == "grid" else f" chosen by {settings.search}"
    return f"{_count(combinations, 'combination')}{chosen}{seeds}: {_count(total, 'trial')}{hours}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def report_page(sweep: Sweep, progress: Progress) -> RenderableType:
    """What came of a sweep: counts, the best runs, and where to look."""
    counts = ", ".join(f"{number:,} {status}" for status, number in progress.counts.items())
    lines = [f"{counts or 'No trial has ended'}, in {duration(progress.seconds)}."]
    used = sum(path.stat().st_size for path in sweep.folder.rglob("*") if path.is_file())
    if progress.ended:
        lines.append(
            f"{used / 2**20:.1f} MB on the disk, {used / progress.ended / 2**10:,.0f} KB a trial."
        )
    if progress.best is not None:
        score = progress.best.facts[progress.objective]
        lines.append(f"Best {progress.objective}: {score:.4f}, {progress.best.folder}")
    name, logdir = sweep.folder.name, sweep.folder.parent
    there = [] if str(logdir) == "logs" else ["--logdir", logdir]
    sort = f"{'-' if sweep.plan.settings.maximize else ''}{progress.objective}"
    listing = command("kb", "runs", "--where", f"sweep={name}", "--sort", sort, *there)
    lines.append(f"\n    {listing}")
    lines.append(f"    {command('tensorboard', '--logdir', sweep.folder)}")
    return Text("\n".join(lines))
