"""Components that stand for one Keras class each."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar, cast

from kb_registry import Block, Component, InvalidParameterError, KerasBlocksError

K_co = TypeVar("K_co", covariant=True)


class Mirror(Component, Generic[K_co]):
    """A component that hands its parameters to the Keras class named in brackets.

        class ELU(Mirror["keras.layers.ELU"], Activation):
            alpha: Annotated[float, Ge(0)] = param(default=1.0, help="limit for x -> -inf, negated")

    The name serves twice. Type checkers take it for what `build` returns, and `build` looks the
    class up under it, so that Keras is imported no sooner. Parameters are called as Keras calls
    them; what Keras' constructor takes beyond them stays at Keras' default.

    Attributes:
        keras_name: The name in brackets.
        since: Parameters that the oldest supported Keras lacks, with the version that brought
            them. At their defaults they are not handed over.
    """

    keras_name: ClassVar[str]
    since: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in cls.__dict__.get("__orig_bases__", ()):
            if getattr(base, "__origin__", None) is Mirror:
                (name,) = base.__args__
                cls.keras_name = name.__forward_arg__

    def build(self) -> K_co:
        """Return a new object of the Keras class.

        Raises:
            KerasBlocksError: The installed Keras lacks the class or a parameter.
        """
        return cast("K_co", keras_class(self.keras_name)(**self._known_arguments()))

    def _known_arguments(self) -> dict[str, Any]:
        from keras import __version__ as installed

        given = arguments(self)
        for name, version in self.since.items():
            if getattr(self, name) == self.parameters()[name].default:
                del given[name]
            elif _numbers(installed) < _numbers(version):
                raise InvalidParameterError(
                    f"{type(self).__name__}: {name} needs Keras {version}, not {installed}.",
                    hint=f"Leave {name} out, or pip install 'keras>={version}'.",
                )
        return given


def arguments(component: Component) -> dict[str, Any]:
    """A component's parameters for a Keras constructor, nested components built."""
    values = {name: getattr(component, name) for name in component.parameters()}
    return {n: v.build() if isinstance(v, Block) else v for n, v in values.items()}


def keras_class(name: str) -> Any:
    """The class behind a name such as `keras.layers.ELU`.

    Raises:
        KerasBlocksError: The installed Keras lacks it.
    """
    import keras

    try:
        return attrgetter(name.removeprefix("keras."))(keras)
    except AttributeError:
        raise KerasBlocksError(
            f"Keras {keras.__version__} has no {name}.", hint="Try pip install -U keras."
        ) from None


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")[:2]]
