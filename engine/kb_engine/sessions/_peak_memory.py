"""The most memory that this process held while a run was trained."""

from contextlib import suppress
from pathlib import Path

_PROCESS = Path("/proc/self")


def forget_peak() -> None:
    """Let the peak begin anew from what is held now, on systems that can."""
    with suppress(OSError):
        (_PROCESS / "clear_refs").write_text("5", "ascii")


def peak_megabytes() -> float | None:
    """The peak since it was forgotten; None on systems that don't say, such as macOS."""
    try:
        status = (_PROCESS / "status").read_text("ascii")
    except (OSError, ValueError):
        return None
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peaks[0]) / 2**10 if peaks else None
