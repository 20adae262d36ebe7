"""A sweep under way as lines: for logs and for programs."""

from kb_engine.runs.store import StoredRun
from kb_engine.sweeps import Progress, Silent, Trial

from kb.render.console import out, print_json_line


def duration(seconds: float) -> str:
    """A time as people say it: `45 s`, `3:05`, `2:10:00`."""
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - seconds in a minute
        return f"{whole} s"
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def amount_done(progress: Progress) -> str:
    """How many trials have ended: `3/40`."""
    return f"{progress.ended}/{progress.total if progress.total is not None else '?'}"


class SweepLog(Silent):
    """Prints a line for each trial that ends."""

    def ended(self, progress: Progress, trial: Trial, run: StoredRun) -> None:
        """Print what became of a trial."""
        told = [amount_done(progress), run.status, trial.label]
        score = run.facts.get(progress.objective)
        if isinstance(score, float):
            told.append(f"{progress.objective} {score:.4f}")
        if progress.seconds_left is not None:
            told.append(f"{duration(progress.seconds_left)} left")
        out.print("  ".join(told), soft_wrap=True)
        if run.facts.get("cause"):
            out.print(f"    {run.facts['cause']}", soft_wrap=True)

    def noted(self, progress: Progress, note: str) -> None:
        """Print a note."""
        del progress
        out.print(note, soft_wrap=True)


class SweepJson(Silent):
    """Prints a JSON object for each trial that ends: every fact of its run."""

    def ended(self, progress: Progress, trial: Trial, run: StoredRun) -> None:
        """Print a trial's facts."""
        del trial
        print_json_line({**run.facts, "ended": progress.ended, "trials": progress.total})
