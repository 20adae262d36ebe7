"""Data that Keras downloads into its cache."""

import gzip
import os
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from kb_registry import DataError, DataSpec, Split
from numpy.typing import NDArray

from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._division import Source

_DAMAGED = (EOFError, ValueError, KeyError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile)


def downloaded(name: str, load_data: Callable[[], Any], cached: str) -> Any:
    """What one of Keras' loaders returns.

    Args:
        name: Of the dataset, for the message.
        load_data: Keras' loader.
        cached: Name under which Keras keeps the download in its folder of datasets.

    Raises:
        DataError: The download failed, or what was downloaded before is damaged.
    """
    place = f"{os.environ.get('KERAS_HOME', '~/.keras')}/datasets/{cached}"
    try:
        return load_data()
    except _DAMAGED as error:
        raise DataError(
            f"{name} as downloaded is damaged: {error}.", hint=f"Delete {place} and try again."
        ) from error
    except Exception as error:  # Keras raises a bare Exception where a download fails
        raise DataError(
            f"{name} can't be downloaded: {error}.",
            hint=f"Connect to the network, or copy {place} from a machine that has it.",
        ) from error


def downloaded_images(spec: DataSpec, load_data: Callable[[], Any], cached: str) -> Source:
    """Training and test images of one of `keras.datasets`, checked.

    Args:
        spec: What the dataset must turn out to be.
        load_data: Keras' loader.
        cached: Name under which Keras keeps the download in its folder of datasets.

    Raises:
        DataError: The download failed, or what was downloaded before is damaged.
    """
    trained, tested = downloaded(spec.name, load_data, cached)
    return Source(
        spec,
        _checked(spec, trained, f"{spec.name}, training samples"),
        _checked(spec, tested, f"{spec.name}, test samples"),
    )


def _checked(spec: DataSpec, arrays: tuple[NDArray[Any], NDArray[Any]], where: str) -> Split:
    images, numbers = arrays
    checks.same_length(images, numbers, where)
    if images.shape[1:] != spec.input_shape:
        raise DataError(f"{where} have shape {images.shape[1:]}, not {spec.input_shape}.")
    labels = checks.labels(numbers, where, len(spec.classes))
    return Split(checks.features(images, where), labels)
