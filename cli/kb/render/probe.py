"""What a probe found, as people read it."""

import math

from kb_engine.diagnosis.probing import Growth, LayerReport, ProbeReport, RateRange
from rich.table import Table
from rich.text import Text

from kb.render.console import BAD, CAUTION, GOOD, out, print_prose, print_rows

_BAR = "━"
"""What bars are made of: they stay apart where rows are next to each other."""

BAR = 16
"""Characters of the longest bar."""

SHORTEST = 4
"""The same in a terminal that is too narrow for any."""

FIGURES = 37
"""Characters beside bars and names in a narrow table: two numbers, two shares, and gaps."""


def print_probe(report: ProbeReport, *, narrow: bool) -> None:
    """Print the verdict, the evidence, and a bar of each layer's deviation and gradient.

    Args:
        report: What was found.
        narrow: Leave out the figures beside the bars, and shorten these.
    """
    colour = f"bold {GOOD if report.verdict == 'healthy' else BAD}"
    place = f" from {report.begins_at} on" if report.begins_at else ""
    print_prose(Text.assemble((report.verdict, colour), place, f": {report.because}"))
    if report.mend is not None:
        tried = (
            f"tried: the loss is then {report.mend.loss:.4g}, and"
            f" {_loss(report.mend.without)} without"
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
        table.add_row(f"{rate:.1e}", _loss(loss), Text(bar, GOOD if useful else ""))
    print_rows(table)
    if found.low is None or found.high is None:
        out.print("\nNo rate makes the loss fall.")
    else:
        out.print(f"\nUseful rates: {found.low:.1e} to {found.high:.1e}")


def _layers(report: ProbeReport, *, narrow: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    longest = max((len(layer.path) for layer in report.layers), default=0)
    bar = min(BAR, max(SHORTEST, (out.width - longest - FIGURES) // 2)) if narrow else BAR
    table.add_column("layer", no_wrap=True)
    table.add_column("deviation", no_wrap=True)
    table.add_column("gradient", no_wrap=True)
    for name in ("dead", "saturated", "varies", "ratio")[: 2 if narrow else 4]:
        table.add_column(name, justify="right", no_wrap=True)
    for layer in report.layers:
        figures = [_share(layer.dead), _share(layer.saturated), _share(layer.variation)]
        figures.append("" if layer.ratio is None else f"{layer.ratio:.1e}")
        table.add_row(
            layer.path,
            _bar(layer.std, bar),
            "" if layer.gradient is None else _bar(layer.gradient, bar),
            *figures[: 2 if narrow else 4],
            style="" if _calm(layer) else CAUTION,
        )
    return table


def _calm(layer: LayerReport) -> bool:
    return (layer.dead or 0.0) < 0.9 and 1e-6 < layer.std < 1e4  # noqa: PLR2004 - what verdicts take for odd


def _bar(value: float, longest: int) -> str:
    """A number, and a bar of its logarithm from 1e-8 to 1e4."""
    if not math.isfinite(value):
        return f"{_loss(value):7} {'':{longest}}"
    length = 0 if value <= 0 else round(longest * min(1.0, max(0.0, (math.log10(value) + 8) / 12)))
    return f"{value:.1e} {_BAR * length:{longest}}"


def _loss(value: float) -> str:
    return "NaN" if math.isnan(value) else f"{value:.4g}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _grown(growth: Growth) -> str:
    return (
        f"a factor of {growth.factor:.3g} from layer to layer, 95 % interval {growth.low:.3g} to"
        f" {growth.high:.3g}, {growth.total:.2g} over {growth.layers} layers"
    )
