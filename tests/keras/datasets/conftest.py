"""Small files in the formats that the datasets read."""

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest


def idx_bytes(values: np.ndarray) -> bytes:
    """Bytes of an IDX file of unsigned bytes."""
    header = struct.pack(f">BBBB{values.ndim}I", 0, 0, 0x08, values.ndim, *values.shape)
    return header + values.astype(np.uint8).tobytes()


@pytest.fixture
def write_idx(tmp_path: Path) -> Any:
    """`write_idx("train", images, labels)` writes a pair of files and returns the folder."""

    def write(part: str, images: np.ndarray, labels: np.ndarray, *, packed: bool = True) -> Path:
        for name, values in (("images-idx3", images), ("labels-idx1", labels)):
            file = tmp_path / f"{part}-{name}-ubyte"
            if packed:
                file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(idx_bytes(values)))
            else:
                file.write_bytes(idx_bytes(values))
        return tmp_path

    return write


@pytest.fixture
def few_images() -> tuple[np.ndarray, np.ndarray]:
    """Sixty images of 4 x 5 pixels in three classes."""
    generator = np.random.default_rng(0)
    return generator.integers(0, 256, (60, 4, 5)).astype(np.uint8), np.arange(60) % 3
