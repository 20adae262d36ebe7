"""Pictures: confusion matrices, samples with predictions, learned activations."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

_CELL = 34
_MARGIN = 70
_TILE = 72
_CAPTION = 26
_COLUMNS = 8
_PLOT = 350  # as wide as TensorBoard shows pictures, so that it needn't scale them
_LARGEST_MATRIX = 40
_MOST_CURVES = 300

_INK, _PAPER, _GRID = (30, 30, 30), (255, 255, 255), (215, 215, 215)
_RIGHT, _WRONG, _FAINT = (20, 130, 60), (200, 40, 40), (150, 180, 220)

Array = npt.NDArray[Any]


def confusion_picture(matrix: Array, names: Sequence[str]) -> Image.Image | None:
    """A table of counts whose cells are the darker the larger their share of the row.

    Args:
        matrix: `(classes, classes)`, true classes in rows, predicted ones in columns.
        names: A name for each class.

    Returns:
        The picture, or None if there are too many classes to draw.
    """
    classes = len(matrix)
    if classes > _LARGEST_MATRIX:
        return None
    side = _MARGIN + classes * _CELL + 10
    picture = Image.new("RGB", (side, side), _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.text((4, 4), "true \\ predicted", fill=_INK)
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    for row in range(classes):
        offset = _MARGIN + row * _CELL
        draw.text((4, offset + 10), names[row][:10], fill=_INK)
        draw.text((offset + 4, _MARGIN - 24 + 10 * (row % 2)), names[row][:5], fill=_INK)
        for column in range(classes):
            place = (_MARGIN + column * _CELL, offset)
            _cell(draw, place, matrix[row, column], shares[row, column], right=row == column)
    return picture


def samples_picture(
    images: Array, truth: Array, guess: Array, names: Sequence[str]
) -> Image.Image | None:
    """A sheet of samples, mistakes first, each above what it was taken for.

    Args:
        images: `(n, height, width)` or `(n, height, width, 1 or 3)`, of any range.
        truth: `(n,)`, true classes.
        guess: `(n,)`, predicted ones.
        names: A name for each class.

    Returns:
        The picture, or None if the inputs don't look like images.
    """
    if not _drawable(images):
        return None
    order = np.argsort(truth == guess, kind="stable")[: 4 * _COLUMNS]
    rows = -(-len(order) // _COLUMNS)
    height = _TILE + _CAPTION
    picture = Image.new("RGB", (_COLUMNS * _TILE, rows * height), _PAPER)
    draw = ImageDraw.Draw(picture)
    low, high = float(images.min()), float(images.max())
    for position, sample in enumerate(order.tolist()):
        left, top = position % _COLUMNS * _TILE, position // _COLUMNS * height
        picture.paste(_tile(images[sample], low, high), (left + 2, top + 2))
        right = truth[sample] == guess[sample]
        caption = names[int(guess[sample])][:11]
        draw.text((left + 3, top + _TILE), caption, fill=_RIGHT if right else _WRONG)
        if not right:
            draw.text(
                (left + 3, top + _TILE + 12), f"is {names[int(truth[sample])]}"[:11], fill=_INK
            )
    return picture


def slopes_picture(alphas: Array) -> Image.Image:
    """The functions a PReLU has learned: a line for each unit, and their mean.

    Args:
        alphas: Slopes for negative inputs, of any shape.
    """
    picture = Image.new("RGB", (_PLOT, _PLOT), _PAPER)
    draw = ImageDraw.Draw(picture)
    slopes = np.ravel(alphas).astype(np.float64)
    mean = float(slopes.mean()) if slopes.size else 0.0
    reach = max(1.0, float(np.abs(slopes).max(initial=0.0)))

    def place(x: float, y: float) -> tuple[float, float]:
        return _PLOT / 2 * (1 + x), _PLOT / 2 * (1 - y / reach)

    for share in (-1, -0.5, 0, 0.5, 1):
        draw.line([place(share, -reach), place(share, reach)], fill=_GRID)
        draw.line([place(-1, share * reach), place(1, share * reach)], fill=_GRID)
    step = max(1, slopes.size // _MOST_CURVES)
    for slope in np.sort(slopes)[::step]:
        draw.line([place(-1, -slope), place(0, 0)], fill=_FAINT)
    draw.line([place(-1, -mean), place(0, 0), place(1, 1)], fill=_INK, width=3)
    extremes = f"{slopes.min(initial=np.inf):.3f} to {slopes.max(initial=-np.inf):.3f}"
    draw.text((6, 6), f"{slopes.size} slopes, mean {mean:.3f}", fill=_INK)
    draw.text((6, 20), extremes if slopes.size else "", fill=_INK)
    return picture


def _cell(
    draw: ImageDraw.ImageDraw, place: tuple[int, int], count: int, share: float, *, right: bool
) -> None:
    strongest = _RIGHT if right else _WRONG
    shade = tuple(round(255 - share * (255 - part)) for part in strongest)
    corner = (place[0] + _CELL - 2, place[1] + _CELL - 2)
    draw.rectangle((place, corner), fill=shade, outline=_GRID)
    dark = share > 0.5  # noqa: PLR2004 - half
    draw.text((place[0] + 3, place[1] + 10), str(count), fill=_PAPER if dark else _INK)


def _drawable(images: Array) -> bool:
    shape = images.shape
    if not np.issubdtype(images.dtype, np.number) or 0 in shape or not np.isfinite(images).all():
        return False
    gray = len(shape) == 3  # noqa: PLR2004 - samples, height, width
    coloured = len(shape) == 4 and shape[3] in {1, 3}  # noqa: PLR2004 - and channels
    return (gray or coloured) and min(shape[1:3]) > 1


def _tile(image: Array, low: float, high: float) -> Image.Image:
    scaled = (image.astype(np.float64) - low) * (255 / max(high - low, 1e-12))
    pixels = scaled.astype(np.uint8)
    if pixels.shape[-1] == 1:
        pixels = pixels[..., 0]
    tile = Image.fromarray(pixels).convert("RGB")
    return tile.resize((_TILE - 4, _TILE - 4), Image.Resampling.NEAREST)
