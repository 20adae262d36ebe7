"""The images that are trained on."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np


def load(folder: Path | None, samples: int) -> tuple[Any, Any]:
    """Images in [0, 1] and their labels, repeated to the number of samples.

    Args:
        folder: Of an idx data set, gzipped or not; without one, scikit-learn's digits are
            enlarged to 28 x 28.
        samples: How many.
    """
    if folder is None:
        from sklearn.datasets import load_digits

        small = load_digits()
        images = np.pad(small.images.repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (2, 2), (2, 2)))
        images, labels = images / 16, small.target
    else:
        images = _read(next(folder.glob("*images-idx3-ubyte*")), 16).reshape(-1, 28, 28) / 255
        labels = _read(next(folder.glob("*labels-idx1-ubyte*")), 8)
    rows = np.arange(samples) % len(images)
    return images[rows].astype("float32"), labels[rows].astype("int64")


def _read(path: Path, header: int) -> Any:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    return np.frombuffer(content, np.uint8, offset=header)
