"""Every way in which a picture may hold its colours comes out as what a person sees."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kb_keras.datasets.pictures._decoding import Format, decode, shares
from kb_keras.datasets.pictures.folders import Images
from kb_registry import DataError, InvalidParameterError, SetParameter
from PIL import Image

GRAY = Format((4, 4), "gray")
COLOUR = Format((4, 4), "rgb")


def seen(picture: Any, file: Path, form: Format = COLOUR, **options: Any) -> Any:
    """The picture, saved and decoded: shares of white, of one pixel if all are the same."""
    picture.save(file, **options)
    pixels = shares(decode(file, form))
    assert pixels.shape == form.shape
    assert (pixels == pixels[0, 0]).all()
    return pixels[0, 0]


@pytest.mark.parametrize(
    ("picture", "suffix", "expected"),
    [
        (("1", 1), "png", 1),
        (("L", 51), "png", 0.2),
        (("P", 0), "png", 0),
        (("I;16", 13107), "png", 0.2),
        (("I;16", 13107), "tiff", 0.2),
        (("F", 0.2), "tiff", 0.2),
        (("CMYK", (0, 0, 0, 204)), "tiff", 0.2),
        (("YCbCr", (51, 128, 128)), "jpg", 0.2),
        (("LAB", (255, 128, 128)), "tiff", 1),
        (("RGBA", (51, 51, 51, 255)), "png", 0.2),
        (("LA", (51, 255)), "png", 0.2),
    ],
)
@pytest.mark.parametrize("form", [GRAY, COLOUR], ids=["gray", "rgb"])
def test_opaque_pictures_keep_their_brightness(
    tmp_path: Path, picture: tuple[str, Any], suffix: str, expected: float, form: Format
) -> None:
    mode, value = picture
    found = seen(Image.new(mode, (8, 8), value), tmp_path / f"picture.{suffix}", form)
    np.testing.assert_allclose(found, [expected] * form.shape[-1], atol=0.006)


def test_sixteen_bits_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "deep.png"
    values = np.array([[0, 1, 2, 65535]], np.uint16)
    Image.fromarray(values).save(file)
    found = shares(decode(file, Format((1, 4), "gray")))[0, :, 0]
    np.testing.assert_allclose(found, values[0] / 65535, rtol=1e-6)


def test_a_data_set_with_deep_pictures_stays_deep_and_one_without_stays_in_bytes(
    tmp_path: Path,
) -> None:
    for name in ("dark", "bright"):
        (tmp_path / name).mkdir()
        for number in range(10):
            shade = number + 30000 * (name == "bright")
            Image.fromarray(np.full((2, 2), shade, np.uint16)).save(
                tmp_path / name / f"{number}.png"
            )
    Image.new("L", (2, 2), 255).save(tmp_path / "bright" / "10.png")
    x = Images(path=str(tmp_path), size=(2, 2), color="gray").load(seed=0)
    values = np.concatenate([part.x[:].max(axis=(1, 2, 3)) for part in x.by_name().values()])
    expected = [*np.arange(10), *(30000 + np.arange(10)), 65535]
    np.testing.assert_allclose(np.sort(values), np.array(expected) / 65535, rtol=1e-6)


@pytest.mark.parametrize("kind", ["RGBA", "LA", "palette", "colour key", "gray key"])
@pytest.mark.parametrize(("ground", "expected"), [("white", 1), ("black", 0), ("#333333", 0.2)])
def test_what_is_transparent_shows_the_ground(
    tmp_path: Path, kind: str, ground: str, expected: float
) -> None:
    form = Format((4, 4), "rgb", ground)
    options: dict[str, Any] = {}
    match kind:
        case "RGBA":
            picture = Image.new("RGBA", (4, 4), (200, 0, 0, 0))
        case "LA":
            picture = Image.new("LA", (4, 4), (200, 0))
        case "palette":
            picture = Image.new("P", (4, 4), 0)
            picture.putpalette([200, 0, 0, 0, 0, 0])
            options = {"transparency": 0}
        case "colour key":
            picture, options = Image.new("RGB", (4, 4), (9, 8, 7)), {"transparency": (9, 8, 7)}
        case _:
            picture, options = Image.new("L", (4, 4), 9), {"transparency": 9}
    found = seen(picture, tmp_path / "clear.png", form, **options)
    np.testing.assert_allclose(found, expected, atol=0.001)


def test_half_transparent_pixels_are_mixed_with_the_ground(tmp_path: Path) -> None:
    found = seen(Image.new("RGBA", (4, 4), (255, 0, 0, 128)), tmp_path / "half.png")
    np.testing.assert_allclose(found, [1, 0.498, 0.498], atol=0.003)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_as_their_camera_noted(tmp_path: Path, orientation: int) -> None:
    upright = np.arange(6, dtype=np.uint8).reshape(2, 3) * 40
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.ascontiguousarray(stored)).save(tmp_path / "turned.png", exif=exif)
    found = decode(tmp_path / "turned.png", Format((2, 3), "gray"))
    np.testing.assert_array_equal(found[..., 0], upright)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.full((2, 2), 200, np.int32), "from 200 to 200 in mode I, and none of them is known"),
        (np.full((2, 2), 200, np.float32), "in mode F, and none of them is known to be white"),
        (np.full((2, 2), -0.5, np.float32), "in mode F, and none of them is known to be white"),
        (np.full((2, 2), np.nan, np.float32), "in mode F, and none of them is known to be white"),
    ],
)
def test_values_of_which_white_is_not_known_are_refused_by_name(
    tmp_path: Path, values: Any, message: str
) -> None:
    file = tmp_path / "deep.tiff"
    Image.fromarray(values).save(file)
    with pytest.raises(DataError, match=message):
        decode(file, GRAY)


def test_white_may_be_said(tmp_path: Path) -> None:
    file = tmp_path / "deep.tiff"
    for values in (np.full((2, 2), 800, np.int32), np.full((2, 2), 800, np.uint16)):
        Image.fromarray(values).save(file)
        found = decode(file, Format((2, 2), "gray", white=4000))
        np.testing.assert_allclose(found, 0.2, rtol=1e-6)
    Image.fromarray(np.full((2, 2), 4001, np.int32)).save(file)
    with pytest.raises(
        DataError, match="holds values from 4001 to 4001, beyond 0 to 4000"
    ) as caught:
        decode(file, Format((2, 2), "gray", white=4000))
    assert "broken" not in caught.value.message
    assert caught.value.suggestions == (SetParameter("white", 65535),)


def test_a_ground_must_be_a_colour(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("L", (2, 2)).save(tmp_path / name / "0.png")
    with pytest.raises(InvalidParameterError, match="ground must be a colour, not 'sky'"):
        Images(path=str(tmp_path), ground="sky").load(seed=0)
