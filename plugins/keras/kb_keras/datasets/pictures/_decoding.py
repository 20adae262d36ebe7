"""A picture of any sort, brought to one size and one way of holding colours."""

import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import DataError, InvalidParameterError, SetParameter
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageOps

from kb_keras.datasets.samples._checks import scaled

MODES = {"rgb": ("RGB", 3), "gray": ("L", 1)}

DEEP = {"I", "F"}
"""Modes of more than eight bits a channel, beside those of 16 bits, which begin with `I;16`."""

_BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning)
_SIXTEEN_BITS = 65_535
_USUAL_WHITES = (1, 255, _SIXTEEN_BITS, 2**32 - 1)


@frozen
class Format:
    """What every picture is brought to.

    Attributes:
        size: Height and width in pixels.
        color: rgb or gray.
        ground: What transparent pixels are laid on, as a name or `#rrggbb`.
        white: The value of white in pictures of more than eight bits; None for the largest that
            16 bits hold, and for 1 in floating point.
    """

    size: tuple[int, int]
    color: str
    ground: str = "white"
    white: float | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        return (*self.size, MODES[self.color][1])

    def check(self) -> None:
        """Check what only Pillow knows.

        Raises:
            InvalidParameterError: There is no such colour.
        """
        try:
            ImageColor.getrgb(self.ground)
        except ValueError:
            raise InvalidParameterError(
                f"images: ground must be a colour, not {self.ground!r}.",
                hint="Write a name such as white, or #rrggbb in quotes.",
            ) from None


def is_deep(file: Path) -> bool:
    """Whether a picture has more than eight bits a channel, by its header; False if unreadable."""
    try:
        with Image.open(file) as image:
            return image.mode in DEEP or image.mode.startswith("I;16")
    except _BROKEN:
        return False


def decode(file: Path, form: Format) -> NDArray[Any]:
    """Return pixels of the format's shape: bytes, or single precision in [0, 1] for deep pictures.

    Raises:
        DataError: The file is broken, isn't a picture, or its largest value, white, isn't known.
    """
    try:
        with Image.open(file) as image:
            upright = _upright(image)
            if upright.mode in DEEP or upright.mode.startswith("I;16"):
                return _deep(file, upright, form)
            flat = _flat(upright, form)
            height, width = form.size
            resized = flat.resize((width, height), Image.Resampling.BILINEAR)
    except DataError:  # which is a ValueError as well
        raise
    except _BROKEN as error:
        raise DataError(
            f"{file} is broken or isn't a picture: {error}.", hint="Replace or remove the file."
        ) from error
    return np.asarray(resized, np.uint8).reshape(form.shape)


def shares(pixels: NDArray[Any]) -> NDArray[np.float32]:
    """Pixels as shares of white in single precision."""
    return scaled(pixels) if pixels.dtype == np.uint8 else pixels


def _upright(image: Any) -> Any:
    """The picture as its camera was held."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            orientation = image.getexif().get(0x0112, 1)
            return image if orientation == 1 else ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error):
        return image  # what stands in a damaged note beside the picture doesn't count


def _flat(image: Any, form: Format) -> Any:
    """The picture without transparency, in the format's colours."""
    mode = MODES[form.color][0]
    if image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info:
        layers = image.convert("LA" if image.mode == "La" else "RGBA").convert("RGBA")
        lowest, _ = layers.getchannel("A").getextrema()
        if lowest < 255:  # noqa: PLR2004 - opaque
            ground = Image.new("RGBA", layers.size, form.ground)
            return Image.alpha_composite(ground, layers).convert(mode)
    return (image.convert("RGB") if image.mode == "LAB" else image).convert(mode)


def _deep(file: Path, image: Any, form: Format) -> NDArray[np.float32]:
    values = np.asarray(image).astype(np.float32)
    white = form.white
    if white is None and image.mode != "F":
        white = _SIXTEEN_BITS if image.mode != "I" or image.format == "PNG" else None
    elif white is None and 0 <= values.min() <= values.max() <= 1:
        white = 1.0
    if white is None:
        raise DataError(
            f"{file} holds numbers from {values.min():g} to {values.max():g} in mode"
            f" {image.mode}, and none of them is known to be white.",
            hint="Say which number is white, or convert the pictures.",
            suggestions=_whites(values),
        )
    if not (values.min() >= 0 and values.max() <= white):
        raise DataError(
            f"{file} holds values from {values.min():g} to {values.max():g}, beyond 0 to"
            f" {white:g}.",
            hint="Say which value is white, or convert the pictures.",
            suggestions=_whites(values),
        )
    height, width = form.size
    shades = Image.fromarray(values / np.float32(white))
    resized = np.asarray(shades.resize((width, height), Image.Resampling.BILINEAR))
    return np.broadcast_to(resized[..., None], form.shape).clip(0, 1)


def _whites(values: NDArray[np.float32]) -> list[SetParameter]:
    """The least number that usually means white and is no less than any of these."""
    if values.min() < 0:
        return []
    return [SetParameter("white", white) for white in _USUAL_WHITES if values.max() <= white][:1]
