"""What all of Keras' optimizers have in common."""

from typing import Annotated

from kb_registry import Ge, Gt, Interval, InvalidParameterError, Optimizer, Schedule, param

LearningRate = Annotated[float, Ge(0)] | Schedule
Decay = Annotated[float, Interval(ge=0, lt=1)]
Epsilon = Annotated[float, Gt(0)]

LEARNING_RATE_HELP = "size of a step, or a schedule of it"
EPSILON_HELP = "added to the denominator"
BETA_1_HELP = "share of the gradients' mean that a step leaves"
BETA_2_HELP = "share of the squared gradients' mean that a step leaves"

_CLIPPINGS = ("clipnorm", "clipvalue", "global_clipnorm")


class KerasOptimizer(Optimizer):
    """An optimizer with the options that Keras gives to each, weight decay apart.

    Raises:
        InvalidParameterError: More than one kind of clipping is asked for.
    """

    clipnorm: Annotated[float, Gt(0)] | None = param(
        default=None, kw_only=True, help="largest norm of each weight's gradient"
    )
    clipvalue: Annotated[float, Gt(0)] | None = param(
        default=None, kw_only=True, help="largest absolute value in a gradient"
    )
    global_clipnorm: Annotated[float, Gt(0)] | None = param(
        default=None, kw_only=True, help="largest norm of all gradients together"
    )
    use_ema: bool = param(
        default=False,
        kw_only=True,
        help="whether training ends with a moving average of the weights",
    )
    ema_momentum: Annotated[float, Interval(ge=0, le=1)] = param(
        default=0.99, kw_only=True, help="share of the moving average that a step leaves"
    )
    ema_overwrite_frequency: Annotated[int, Ge(1)] | None = param(
        default=None,
        kw_only=True,
        help="steps between taking over the average; none for the end only",
    )
    loss_scale_factor: Annotated[float, Gt(0)] | None = param(
        default=None, kw_only=True, help="factor on the loss, undone in the gradients, for float16"
    )
    gradient_accumulation_steps: Annotated[int, Ge(2)] | None = param(
        default=None, kw_only=True, help="batches whose mean gradient makes one step"
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        asked = [name for name in _CLIPPINGS if getattr(self, name) is not None]
        if len(asked) > 1:
            raise InvalidParameterError(
                f"{type(self).__name__}: {' and '.join(asked)} exclude each other.",
                hint="Give one of them.",
            )


class DecayingOptimizer(KerasOptimizer):
    """An optimizer that can let weights decay, and doesn't by default."""

    weight_decay: Annotated[float, Ge(0)] | None = param(
        default=None,
        kw_only=True,
        help="each step, weights shrink by this times the learning rate, scales and biases too",
    )
