"""What a probe found, as people read it."""

import math
from collections.abc import Sequence

from kb_engine.diagnosis.probing import Growth, LayerReport, ProbeReport, RateRange, Verdict
from rich.table import Table
from rich.text import Text

from kb.render.console import BAD, CAUTION, GOOD, out, print_prose, print_rows

_BAR = "━"
"""What bars are made of: they stay apart where rows are next to each other."""

BAR = 16
"""Characters of the longest bar."""

SHORTEST = 4
"""The same of a bar that is worth its room."""

COLUMNS = ("deviation", "gradient", "dead", "saturated", "varies", "ratio")
"""Figures of a layer, the most telling first."""

BARRED = frozenset({"deviation", "gradient"})
"""Those with a bar."""

NARROW = 4
"""How many may be in a narrow table."""

NUMBER = 7
"""Characters of a number such as 1.0e-05."""

GAP = 2
"""Characters between two columns."""


def print_probe(report: ProbeReport, *, narrow: bool) -> None:
    """Print the verdict, the evidence, and a bar of each layer's deviation and gradient.

    Args:
        report: What was found.
        narrow: Shorten bars, and leave out figures that don't fit, the verdict's own last.
    """
    colour = f"bold {GOOD if report.verdict == 'healthy' else BAD}"
    place = f" from {report.begins_at} on" if report.begins_at else ""
    print_prose(Text.assemble((report.verdict, colour), place, f": {report.because}"))
    if report.mend is not None:
        tried = (
            f"tried: the loss is then {report.mend.loss:.4g}, and"
            f" {_number(report.mend.without)} without"
        )
        print_prose(Text.assemble(("Mend: ", "bold"), f"{report.mend.fix.says} ({tried})"))
    for name, growth in (("activations", report.activations), ("gradients", report.gradients)):
        if growth is not None:
            print_prose(f"{name}: {_grown(growth)}")
    out.print()
    print_rows(_layers(report, narrow=narrow))


def print_range(found: RateRange) -> None:
    """Print the loss at each rate as a bar, and which rates are useful."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("learning rate", justify="right", no_wrap=True)
    table.add_column("loss", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    known = [loss for loss in found.losses if math.isfinite(loss)]
    top = sorted(known)[len(known) * 9 // 10] if known else 1.0  # where it broke says nothing
    for rate, loss in zip(found.rates, found.losses, strict=True):
        useful = found.low is not None and found.low <= rate <= (found.high or 0.0)
        bar = "broke" if not math.isfinite(loss) else _BAR * round(BAR * min(1.0, loss / top))
        table.add_row(f"{rate:.1e}", _number(loss), Text(bar, GOOD if useful else ""))
    print_rows(table)
    if found.low is None or found.high is None:
        out.print("\nNo rate makes the loss fall.")
    else:
        out.print(f"\nUseful rates: {found.low:.1e} to {found.high:.1e}")


def _layers(report: ProbeReport, *, narrow: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    longest = max((len(layer.path) for layer in report.layers), default=0)
    room = out.width - min(longest, out.width // 2)
    columns, bar = _fitting(report.verdict, room) if narrow else (COLUMNS, BAR)
    table.add_column("layer", no_wrap=not narrow, overflow="fold")
    for name in columns:
        table.add_column(name, justify="left" if name in BARRED else "right", no_wrap=True)
    for layer in report.layers:
        cells = {
            "deviation": _bar(layer.std, bar),
            "gradient": "" if layer.gradient is None else _bar(layer.gradient, bar),
            "dead": _share(layer.dead),
            "saturated": _share(layer.saturated),
            "varies": _share(layer.variation),
            "ratio": "" if layer.ratio is None else f"{layer.ratio:.1e}",
        }
        style = "" if _calm(layer) else CAUTION
        table.add_row(layer.path, *(cells[name] for name in columns), style=style)
    return table


def _fitting(verdict: Verdict, room: int) -> tuple[Sequence[str], int]:
    """Which columns fit beside the names, and the length of bars, 0 if there is no room for any."""
    kept = sorted(COLUMNS[:NARROW], key=lambda name: name != verdict)
    while len(kept) > 1 and sum(GAP + len(name) for name in kept) > room:
        kept.pop()
    barred = BARRED.intersection(kept)
    taken = sum(GAP + (NUMBER + 1 if name in barred else len(name)) for name in kept)
    bar = min(BAR, (room - taken) // max(1, len(barred)))
    return [name for name in COLUMNS if name in kept], bar if bar >= SHORTEST else 0


def _calm(layer: LayerReport) -> bool:
    return (layer.dead or 0.0) < 0.9 and 1e-6 < layer.std < 1e4  # noqa: PLR2004 - what verdicts take for odd


def _bar(value: float, longest: int) -> str:
    """A number, and a bar of its logarithm from 1e-8 to 1e4, if that has any length."""
    number = f"{value:.1e}" if math.isfinite(value) else _number(value)
    if not longest:
        return number
    share = (math.log10(value) + 8) / 12 if math.isfinite(value) and value > 0 else 0.0
    bar = _BAR * round(longest * min(1.0, max(0.0, share)))
    return f"{number:{NUMBER}} {bar:{longest}}"


def _number(value: float) -> str:
    return "NaN" if math.isnan(value) else f"{value:.4g}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _grown(growth: Growth) -> str:
    return (
        f"a factor of {growth.factor:.3g} from layer to layer, 95 % interval {growth.low:.3g} to"
        f" {growth.high:.3g}, {growth.total:.2g} over {growth.layers} layers"
    )
