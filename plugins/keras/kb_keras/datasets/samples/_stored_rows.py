"""Samples in a file, read when they are asked for, or once if they are few."""

import os
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
from kb_registry import DataError
from numpy.typing import DTypeLike, NDArray

KEPT_BYTES = 64 * 2**20
"""Rows that take no more than this are read once and kept: to read them one by one takes longer."""

DENSE_BYTES = 4 * 2**20
"""A stretch of the file as short as this is read in one go, whatever is wanted of it."""

AT_ONCE: int | None = getattr(os, "RWF_NOWAIT", None) if hasattr(os, "preadv") else None
"""Linux alone can be asked for what lies in memory and nothing else."""


class StoredRows:
    """Rows of equal size, one behind the other in a file.

    The file is read and not mapped into memory: a mapped file that somebody cuts short kills the
    process. It may be renamed or deleted meanwhile, but not written to.

    Args:
        file: The file, open for reading; may be closed afterwards.
        name: What to call it in messages.
        start: Where the first row begins, in bytes.
        shape: Number of rows, then the shape of one.
        dtype: Type of the numbers.
    """

    def __init__(
        self, file: IO[bytes], name: Path, start: int, shape: tuple[int, ...], dtype: DTypeLike
    ) -> None:
        self.shape = shape
        self.dtype = np.dtype(dtype)
        self._name, self._start = name, start
        self._width = self.dtype.itemsize * int(np.prod(shape[1:]))
        self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)
        self._turn = threading.Lock()
        self._kept: NDArray[Any] | None = None
        self._stamp = self._stamped()

    def __len__(self) -> int:
        """Number of rows."""
        return self.shape[0]

    def __getitem__(self, rows: Any) -> NDArray[Any]:
        """Read some rows.

        Args:
            rows: A slice, or indices from 0 on.

        Raises:
            DataError: The file can't be read any more, or was written to.
        """
        if isinstance(rows, slice):
            rows = np.arange(*rows.indices(len(self)))
        wanted = np.asarray(rows, np.int64)
        if wanted.size and not 0 <= wanted.min() <= wanted.max() < len(self):
            raise IndexError(f"rows must be from 0 to {len(self) - 1}")
        read = self._found(wanted.ravel())
        if self._stamped() != self._stamp:
            raise self._changed()
        return read.reshape(*wanted.shape, *self.shape[1:])

    def _found(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        if len(self) * self._width > KEPT_BYTES:
            return self._read(rows)
        if self._kept is None:
            self._kept = self._read(np.arange(len(self)))
        return self._kept[rows]

    def _read(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        if not rows.size:
            return self._empty(0)
        first, last = int(rows.min()), int(rows.max())
        stretch = last - first + 1
        if stretch * self._width <= max(DENSE_BYTES, 2 * rows.size * self._width):
            found = self._empty(stretch)
            self._fill(_bytes(found), first)
            in_order = stretch == rows.size and bool(np.all(np.diff(rows) == 1))
            return found if in_order else found[rows - first]
        found = self._empty(rows.size)
        places, order = _bytes(found), np.argsort(rows)  # disks like to go forward
        to_come = []
        for index, row in zip(order.tolist(), rows[order].tolist(), strict=True):
            place = places[index * self._width : (index + 1) * self._width]
            if not self._fill_at_once(place, row):
                self._announce(row)  # so that the disk sees all requests before one is waited for
                to_come.append((place, row))
        for place, row in to_come:
            self._fill(place, row)
        return found

    def _empty(self, rows: int) -> NDArray[Any]:
        return np.empty((rows, *self.shape[1:]), self.dtype)

    def _announce(self, row: int) -> None:
        if hasattr(os, "posix_fadvise"):  # macOS has none
            position = self._start + row * self._width
            os.posix_fadvise(self._file, position, self._width, os.POSIX_FADV_WILLNEED)

    def _fill_at_once(self, place: memoryview, row: int) -> bool:
        """Read a row unless the disk would have to be waited for."""
        if AT_ONCE is None:
            return False
        try:
            count = os.preadv(self._file, [place], self._start + row * self._width, AT_ONCE)
        except OSError:  # or unless the file system can't tell
            return False
        return count == len(place)

    def _fill(self, place: memoryview, row: int) -> None:
        position = self._start + row * self._width
        while place:
            try:
                count = self._read_into(place, position)
            except OSError as error:
                raise DataError(
                    f"{self._name} can't be read any more: {error.strerror}.",
                    hint="Bring it back as it was.",
                ) from error
            if count == 0:
                raise self._changed()
            place, position = place[count:], position + count

    def _read_into(self, place: memoryview, position: int) -> int:
        if hasattr(os, "preadv"):
            return os.preadv(self._file, [place], position)
        with self._turn:  # Windows has one position for all threads
            os.lseek(self._file, position, os.SEEK_SET)
            read = os.read(self._file, len(place))
        place[: len(read)] = read
        return len(read)

    def _stamped(self) -> tuple[int, int]:
        status = os.fstat(self._file)
        return status.st_size, status.st_mtime_ns

    def _changed(self) -> DataError:
        return DataError(
            f"{self._name} was written to while it was in use.", hint="Bring it back as it was."
        )


@contextmanager
def unpacked(pieces: Iterable[Any], name: Path) -> Iterator[IO[bytes]]:
    """Write a file that vanishes when nobody has it open any more.

    It lies in the folder `TMPDIR`, or else in /var/tmp, since /tmp often is memory.

    Args:
        pieces: What to write: bytes or arrays.
        name: What is unpacked, for messages.

    Raises:
        DataError: The file can't be written.
    """
    folder = os.environ.get("TMPDIR") or ("/var/tmp" if Path("/var/tmp").is_dir() else None)  # noqa: S108 - the file has no name there
    try:
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed below
    except OSError as error:
        raise _unwritable(name, folder, error) from error
    with file:
        for piece in pieces:
            try:
                file.write(piece)
                file.flush()
            except OSError as error:
                raise _unwritable(name, folder, error) from error
        file.seek(0)
        yield file


def _bytes(array: NDArray[Any]) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _unwritable(name: Path, folder: str | None, error: OSError) -> DataError:
    return DataError(
        f"{name} can't be unpacked into {folder or 'the folder of temporary files'}:"
        f" {error.strerror}.",
        hint="Set TMPDIR to a folder with enough room.",
    )
