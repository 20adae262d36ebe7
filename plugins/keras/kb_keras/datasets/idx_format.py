"""The IDX file format, in which MNIST and its kin are published.

A file is a magic number (two zero bytes, a code for the type, the number of axes), the length
of each axis as a 32-bit integer, and the values in C order; all of it big-endian.
"""

import gzip
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from kb_registry import DataError
from numpy.typing import NDArray

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: Path) -> NDArray[Any]:
    """Read one file, packed with gzip or not.

    Raises:
        DataError: The file can't be read, is no IDX file, or is cut short or too long.
    """
    content = _unpacked(path)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES:  # noqa: PLR2004 - the magic number's length
        raise DataError(
            f"{path} is no IDX file: it starts with {content[:4].hex(' ') or 'nothing'}.",
            hint="Expected is a magic number such as 00 00 08 03.",
        )
    dtype, axes = np.dtype(TYPES[content[2]]), content[3]
    start = 4 + 4 * axes
    if len(content) < start:
        raise DataError(
            f"{path} is cut short: {len(content)} bytes end within its header.",
            hint="Fetch the file again.",
        )
    shape = tuple(np.frombuffer(content, ">u4", axes, 4).tolist())
    expected = start + math.prod(shape) * dtype.itemsize
    if len(content) != expected:
        wrong = "cut short" if len(content) < expected else "too long"
        raise DataError(
            f"{path} is {wrong}: shape {shape} takes {expected} bytes, there are {len(content)}.",
            hint="Fetch the file again.",
        )
    return np.frombuffer(content, dtype, offset=start).reshape(shape)


def _unpacked(path: Path) -> bytes:
    try:
        if path.suffix == ".gz":
            with gzip.open(path) as file:
                return file.read()
        return path.read_bytes()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            f"{path} is damaged or cut short: {error}.", hint="Fetch the file again."
        ) from error
    except OSError as error:
        raise DataError(
            f"{path} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error
