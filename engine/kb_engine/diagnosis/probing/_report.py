"""What a probe found."""

from html import escape
from typing import Any, Literal

from attrs import asdict, frozen
from kb_observe.rules import Fix

from kb_engine.diagnosis._ailments import Ailment

Verdict = Literal["healthy", Ailment]


@frozen
class LayerReport:
    """What a fresh network's layer does, as the median over several seeds.

    Attributes:
        path: The layer.
        mean: Mean of its outputs.
        std: Standard deviation of its outputs.
        variation: How much of that deviation is between samples: near 0, the layer puts out the
            same whatever goes in.
        dead: Share of units without a slope for any sample; None without an activation.
        saturated: Share of outputs with a slope below 0.01; None without an activation.
        gradient: Norm of the gradient of its kernel; None without one.
        ratio: The same divided by the norm of the kernel.
    """

    path: str
    mean: float
    std: float
    variation: float
    dead: float | None = None
    saturated: float | None = None
    gradient: float | None = None
    ratio: float | None = None


@frozen
class Growth:
    """The factor by which something grows from a layer with weights to the next.

    Attributes:
        factor: Mean over seeds, geometric.
        low: Lower end of the 95 % interval over seeds.
        high: Its upper end.
        layers: Number of layers that it was seen over.
    """

    factor: float
    low: float
    high: float
    layers: int

    @property
    def total(self) -> float:
        """The factor over all layers."""
        return float(self.factor ** max(0, self.layers - 1))


@frozen
class Mend:
    """A change that was tried, and with which the network learned.

    Attributes:
        fix: The change.
        loss: The loss after the same steps with it.
        without: The loss after them without it.
    """

    fix: Fix
    loss: float
    without: float


@frozen
class ProbeReport:
    """What a probe found in a network before it was trained.

    Attributes:
        verdict: In one word.
        begins_at: The layer where it begins, or None.
        because: The evidence, in a sentence.
        mend: The change that was tried and helped; None if it is healthy, or none did.
        layers: What each layer does, in order.
        activations: How activations grow from layer to layer; None for fewer than three layers.
        gradients: How gradients grow from the last layer to the first, likewise.
        losses: The loss of each of the steps that were tried, of the first seed.
        baseline: The loss of the best constant prediction; None if that isn't known.
        seeds: How many times weights were drawn.
        learning_rate: Of the steps.
    """

    verdict: Verdict
    begins_at: str | None
    because: str
    mend: Mend | None
    layers: tuple[LayerReport, ...]
    activations: Growth | None = None
    gradients: Growth | None = None
    losses: tuple[float, ...] = ()
    baseline: float | None = None
    seeds: int = 0
    learning_rate: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON; what isn't finite becomes None."""
        content: dict[str, Any] = _finite(asdict(self))
        return content

    def __str__(self) -> str:
        place = f" from {self.begins_at} on" if self.begins_at else ""
        mend = f" {self.mend.fix.says}" if self.mend else ""
        return f"{self.verdict}{place}: {self.because}{mend}"

    def _repr_html_(self) -> str:
        names = ("path", "mean", "std", "variation", "dead", "saturated", "gradient", "ratio")
        rows = "".join(
            f"<tr>{''.join(f'<td>{_cell(getattr(each, name))}</td>' for name in names)}</tr>"
            for each in self.layers
        )
        head = "".join(f"<th>{name}</th>" for name in names)
        return f"<p>{escape(str(self))}</p><table><tr>{head}</tr>{rows}</table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return escape(value) if isinstance(value, str) else f"{value:.3g}"


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(each) for each in value] if isinstance(value, list | tuple) else value
