"""Components for tests: every annotation there is, and nothing that needs Keras."""

from typing import Annotated, ClassVar, Literal

from kb_registry import (
    Activation,
    Dataset,
    Ge,
    Gt,
    Initializer,
    Interval,
    Len,
    MaxLen,
    Optimizer,
    Schedule,
    param,
)


class ReLU(Activation):
    """Rectifier."""

    reference = "Nair and Hinton 2010"


class LeakyReLU(Activation):
    """Rectifier that lets a fixed share of negative inputs through.

    More words that no summary shows.
    """

    reference = "Maas et al. 2013"
    negative_slope: Annotated[float, Ge(0)] = param(
        default=0.3, help="slope for x < 0", former_names={"alpha": "2.0"}
    )


class SiLU(Activation):
    """Input times its own sigmoid."""

    reference = "Elfwing et al. 2017"
    traits: ClassVar = frozenset({"smooth"})
    former_names: ClassVar = {"swish": "2.0"}


class Zeros(Initializer):
    """Nothing but zeros."""


class Constant(Initializer):
    """One value everywhere."""

    value: float = param(default=0.0, help="the value")


class Scaled(Initializer):
    """Random numbers whose variance follows from a layer's shape."""

    scale: Annotated[float, Gt(0)] = param(default=1.0, help="variance is this over fan")
    mode: Literal["fan_in", "fan_out", "fan_avg"] = param(default="fan_in", help="what fan counts")
    seed: int | None = param(default=None, help="seed; none follows the run's")


class Cosine(Schedule):
    """Half a cosine, after a warmup by another schedule."""

    steps: Annotated[int, Ge(1)] = param(help="steps until the end")
    initial: Annotated[float, Gt(0)] = param(default=0.1, help="rate at the first step")
    warmup: Schedule | None = param(default=None, help="what comes before")


class Adam(Optimizer):
    """Adaptive moments."""

    learning_rate: Annotated[float, Gt(0)] | Schedule = param(default=0.001, help="step size")
    amsgrad: bool = param(default=False, help="whether to keep the largest moment", kw_only=True)


class Samples(Dataset):
    """Samples in a file, with every other annotation that there is."""

    path: str = param(help="the file")
    label: str | None = param(default=None, help="column of the labels")
    shape: tuple[int, int] = param(default=(28, 28), help="height and width")
    weights: Annotated[tuple[float, ...], MaxLen(4)] = param(default=(), help="one for each class")
    tags: tuple[Literal["a b", "c"], ...] = param(default=(), help="what to keep")
    share: Annotated[float, Interval(gt=0, lt=1)] | Literal["auto", 1] = param(
        default="auto", help="share for training"
    )
    shift: int | float = param(default=0, help="added to each sample")
    code: Annotated[str, Len(1, 3)] = param(default="abc", help="a short text")
    flip: bool | Literal["auto"] = param(default="auto", help="whether to mirror")
    limit: float | None = param(default=0.5, help="upper limit of a sample")
    fill: Initializer | None = param(default=Zeros(), help="what stands for missing values")
