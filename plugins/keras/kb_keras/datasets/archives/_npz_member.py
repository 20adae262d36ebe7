"""An array within an .npz file, read from where it lies."""

import math
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from kb_registry import DataError, Samples
from numpy.lib import format as npy

from kb_keras.datasets.samples._stored_rows import StoredRows, unpacked
from kb_keras.datasets.samples._views import BLOCK_BYTES

_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}

_LOCAL_HEADER, _LENGTHS = 30, slice(26, 30)
"""Length of a zip file's header of a member, and where it gives those of its name and extra."""


def samples_of(archive: Any, name: str, file: IO[bytes], path: Path) -> Samples:
    """Return an array of an open archive, to be read from its file, or from an unpacked copy.

    All of it is read once, since the archive's checksums may reveal damage. An array in Fortran
    order is read into memory, because its rows don't lie together.

    Args:
        archive: What `np.load` returned.
        name: Of the array.
        file: The archive's file, open.
        path: Its path.

    Raises:
        zipfile.BadZipFile, zlib.error, EOFError, ValueError: The array is damaged.
        DataError: It holds Python objects, or there is no room for an unpacked copy.
    """
    members: zipfile.ZipFile = archive.zip
    info = members.getinfo(name if name in members.namelist() else f"{name}.npy")
    with members.open(info) as member:
        read_header = _HEADERS.get(npy.read_magic(member))
        shape, fortran, dtype = read_header(member) if read_header else ((), True, np.dtype("f4"))
        if dtype.hasobject:
            raise objects(path, name)
        if fortran:
            in_memory: Samples = archive[name]
            return in_memory
        header = member.tell()
        pieces = _pieces(member, math.prod(shape) * dtype.itemsize)
        if info.compress_type != zipfile.ZIP_STORED:
            with unpacked(pieces, path) as whole:
                return StoredRows(whole, path, 0, shape, dtype)
        for _ in pieces:
            pass
    file.seek(info.header_offset)
    name_length, extra_length = struct.unpack("<HH", file.read(_LOCAL_HEADER)[_LENGTHS])
    start = info.header_offset + _LOCAL_HEADER + name_length + extra_length + header
    return StoredRows(file, path, start, shape, dtype)


def read_npy(path: Path) -> Samples:
    """Return the array of an .npy file, to be read from it.

    Raises:
        DataError: The file is damaged or holds Python objects.
    """
    try:
        with path.open("rb") as file:
            shape, fortran, dtype = _HEADERS[npy.read_magic(file)](file)
            if dtype.hasobject:
                raise objects(path, "its array")
            if not fortran:
                return StoredRows(file, path, file.tell(), shape, dtype)
        in_memory: Samples = np.load(path, allow_pickle=False)
    except (ValueError, KeyError, EOFError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path} is damaged: {error}.", hint="Save it again.") from error
    return in_memory


def objects(path: Path, name: str) -> DataError:
    """Say that an array can't be read without running what it holds."""
    return DataError(
        f"{path}, {name} holds Python objects, which aren't read: unpickling them could run"
        " anything.",
        hint=f"Save it with a type of its own: {name}.astype(str) for words, {name}.astype(float)"
        " for numbers.",
    )


def _pieces(member: IO[bytes], expected: int) -> Iterator[bytes]:
    length = 0
    while piece := member.read(BLOCK_BYTES):
        length += len(piece)
        yield piece
    if length != expected:
        raise ValueError(f"an array takes {expected} bytes, there are {length}")
