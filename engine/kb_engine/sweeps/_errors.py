"""What may be wrong with a sweep."""

from collections.abc import Sequence

from kb_registry import KerasBlocksError


class SweepError(KerasBlocksError, ValueError):
    """A sweep that can't be planned or started."""

    @classmethod
    def of_all(cls, mistakes: Sequence[KerasBlocksError]) -> KerasBlocksError:
        """Every mistake at once, so that none comes to light only after another is mended."""
        if len(mistakes) == 1:
            return mistakes[0]
        lines = [f"  {each.message} {each.hint}".rstrip() for each in mistakes]
        return cls(
            f"{len(mistakes)} values can't be used:\n" + "\n".join(lines),
            hint="Nothing was started.",
        )
