"""The IDX file format, in which MNIST and its kin are published.

A file is a magic number (two zero bytes, a code for the type, the number of axes), the length
of each axis as a 32-bit integer, and the values in C order; all of it big-endian.
"""

import gzip
import math
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np
from kb_registry import DataError

from kb_keras.datasets.samples._stored_rows import StoredRows, unpacked
from kb_keras.datasets.samples._views import BLOCK_BYTES

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: Path) -> StoredRows:
    """Return what one file holds, to be read from it, or from an unpacked copy if it is packed.

    Raises:
        DataError: The file can't be read, isn't an IDX file, or is cut short or too long.
    """
    with _opened(path) as file:
        return _rows(path, file)


def _rows(path: Path, file: IO[bytes]) -> StoredRows:
    length, magic = os.fstat(file.fileno()).st_size, file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in TYPES:  # noqa: PLR2004 - the magic number's length
        raise DataError(
            f"{path} isn't an IDX file: it starts with {magic.hex(' ') or 'nothing'}.",
            hint="Expected a magic number such as 00 00 08 03.",
        )
    dtype, axes = np.dtype(TYPES[magic[2]]), magic[3]
    start = 4 + 4 * axes
    if length < start:
        raise DataError(
            f"{path} is cut short: {length} bytes end within its header.",
            hint="Fetch the file again.",
        )
    shape = tuple(np.frombuffer(file.read(4 * axes), ">u4").tolist())
    expected = start + math.prod(shape) * dtype.itemsize
    if length != expected:
        wrong = "cut short" if length < expected else "too long"
        raise DataError(
            f"{path} is {wrong}: shape {shape} takes {expected} bytes, there are {length}.",
            hint="Fetch the file again.",
        )
    return StoredRows(file, path, start, shape, dtype)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as file:
            if path.suffix != ".gz":
                yield file
                return
            with gzip.open(file) as packed:
                pieces = iter(partial(packed.read, BLOCK_BYTES), b"")
                with unpacked(pieces, path) as whole:
                    yield whole
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            f"{path} is damaged or cut short: {error}.", hint="Fetch the file again."
        ) from error
    except OSError as error:
        raise DataError(
            f"{path} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error
