"""All runs of a log directory."""

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import evolve, frozen
from kb_registry import KerasBlocksError, SetOption, closest

from kb_engine._errors import LogdirError
from kb_engine.runs._lock import is_locked
from kb_engine.runs.store import _index
from kb_engine.runs.store._facts import Fact, StoredRun, read_facts
from kb_engine.runs.store._finding import find_runs
from kb_engine.runs.store._tags import write_tags

REMOVED = ".removed-"
"""What stands before the name of a run's folder while it is deleted."""


class UnknownRunError(KerasBlocksError, LookupError):
    """A run that isn't in the log directory."""


class RunInUseError(KerasBlocksError, RuntimeError):
    """A run that another process is training."""


@frozen
class RunStore:
    """The runs under a log directory, however they came there.

    Attributes:
        logdir: The folder in which runs, and folders of runs, are.
    """

    logdir: Path

    def __iter__(self) -> Iterator[StoredRun]:
        """Every run, in order of name.

        A folder that hasn't changed since it was last read is taken from an index, a hidden file
        in the log directory.

        Raises:
            LogdirError: There is no such folder.
        """
        if not self.logdir.is_dir():
            raise LogdirError(
                f"There is no folder {self.logdir}.",
                suggestions=[SetOption("logdir", Path("FOLDER"), purpose="Name another")],
            )
        known, found = _index.load(self.logdir), dict(find_runs(self.logdir))
        fresh = {
            name: (signature, read_facts(self.logdir / name))
            for name, signature in found.items()
            if name not in known or known[name][0] != signature
        }
        _index.update(self.logdir, fresh, known.keys() - found.keys())
        for name in sorted(found):
            facts = fresh[name][1] if name in fresh else json.loads(known[name][1])
            yield self._live(name, facts)

    def get(self, name: str) -> StoredRun:
        """One run, by its folder or the folder's name.

        Raises:
            UnknownRunError: There is none of the name, or there are several.
        """
        for path in (self.logdir / name, Path(name)):
            if (path / "recipe.toml").is_file() and path.is_relative_to(self.logdir):
                return self._live(path.relative_to(self.logdir).as_posix(), read_facts(path))
        names = [each for each, _ in find_runs(self.logdir)]
        ending = [each for each in names if each.rpartition("/")[2] == name]
        if len(ending) > 1:
            raise UnknownRunError(
                f"There are several runs {name!r}.", hint=f"Say which: {', '.join(ending)}."
            )
        if not ending:
            raise UnknownRunError(
                f"There is no run {name!r} in {self.logdir}.", hint=closest(name, names)
            )
        return self._live(ending[0], read_facts(self.logdir / ending[0]))

    def remove(self, runs: Iterable[StoredRun]) -> None:
        """Delete runs for good, each at once: one that is half deleted isn't listed.

        Raises:
            RunInUseError: One of them is being trained; then none is deleted.
            LogdirError: A folder can't be deleted.
        """
        chosen = list(runs)
        for run in chosen:
            if is_locked(run.folder):
                raise RunInUseError(
                    f"{run.folder} is being trained.", hint="End it with Ctrl-C first."
                )
        for run in chosen:
            hidden = run.folder.with_name(f"{REMOVED}{run.folder.name}")
            try:
                run.folder.rename(hidden)
                shutil.rmtree(hidden)
            except OSError as error:
                raise LogdirError.because(self.logdir, error) from None

    def tag(self, run: StoredRun, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Attach tags to a run, and take others off.

        Raises:
            LogdirError: The folder can't be written to.
        """
        before = run.facts.get("tags")
        kept = {*(before if isinstance(before, list) else []), *add} - {*remove}
        try:
            write_tags(run.folder, kept)
        except OSError as error:
            raise LogdirError.because(self.logdir, error) from None

    def _live(self, name: str, facts: dict[str, Fact]) -> StoredRun:
        """A run with its state at this moment, which no file tells."""
        folder = {"run": name, "sweep": name.rpartition("/")[0]}
        run = StoredRun(name, self.logdir / name, {**folder, **facts})
        if run.status == "unfinished" and is_locked(run.folder):
            return evolve(run, facts={**run.facts, "status": "running"})
        return run
