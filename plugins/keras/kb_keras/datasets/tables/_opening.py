"""Text files as they come: packed or not, in UTF-8 or with a mark that says UTF-16."""

import bz2
import gzip
import io
import lzma
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, TextIO, cast
from zlib import error as ZlibError  # noqa: N812 - zlib calls it error

from kb_registry import DataError, NewData

STREAM = Path("standard input")
"""What a stream is called in messages."""

_PACKED: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_DAMAGED = (EOFError, gzip.BadGzipFile, lzma.LZMAError, ZlibError)
_POINTER = b"version https://git-lfs"
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def stem(file: Path) -> str:
    """The name of a file without what its form adds: `table` of `table.csv.gz`."""
    return Path(file.stem).stem if file.suffix in {".gz", ".bz2", ".xz"} else file.stem


@contextmanager
def opened(source: NewData) -> Iterator[tuple[Path, TextIO]]:
    """Open a text file, or a stream of bytes, and yield what to call it and its lines.

    Raises:
        DataError: It can't be read, isn't text in UTF-8 or UTF-16, or is damaged; also raised
            while its lines are read.
    """
    file = Path(source).expanduser() if isinstance(source, (str, Path)) else STREAM
    try:
        with ExitStack() as stack:
            if isinstance(source, (str, Path)):
                content = stack.enter_context(file.open("rb"))
            else:
                content = io.BufferedReader(cast("Any", _Unclosed(source)))
            yield file, _text(file, content, stack)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{file} isn't text in UTF-8: {error}.", hint="Save it as UTF-8."
        ) from error
    except _DAMAGED as error:
        raise DataError(
            f"{file} is damaged or cut short: {error}.", hint="Fetch the file again."
        ) from error
    except OSError as error:
        raise DataError(
            f"{file} can't be read: {error.strerror or error}.",
            hint="Check the path and its permissions.",
        ) from error


def _text(file: Path, content: io.BufferedReader, stack: ExitStack) -> TextIO:
    start = content.peek(len(_POINTER))[: len(_POINTER)]
    for magic, unpack in _PACKED.items():
        if start.startswith(magic):
            unpacked = stack.enter_context(unpack(content))
            return _text(file, io.BufferedReader(unpacked), stack)
    if start.startswith((b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0")):
        raise DataError(
            f"{file} is a zip archive, a spreadsheet or a Parquet file, not text.",
            hint="Save the table as CSV.",
        )
    if _WEB_PAGE.match(content.peek(len(_POINTER))):
        raise DataError(
            f"{file} is a web page, not a table.",
            hint="Fetch the file itself: a page may show it, or ask for a login.",
        )
    if start == _POINTER:
        raise DataError(
            f"{file} is a pointer of Git LFS, not the file itself.", hint="Fetch it: git lfs pull."
        )
    encoding = "utf-16" if start.startswith(_UTF_16) else "utf-8-sig"
    return io.TextIOWrapper(content, encoding=encoding, newline="")


class _Unclosed(io.RawIOBase):
    """Somebody else's stream, which stays open when ours is closed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read = self._stream.read(len(buffer))
        buffer[: len(read)] = read
        return len(read)
