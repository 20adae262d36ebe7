"""A sweep's folder: its plan, and the runs of its trials."""

from collections.abc import Iterator
from pathlib import Path

from attrs import field, frozen
from kb_registry import Registry, ResumeSweep, SetOption, installed_registry

from kb_engine._errors import LogdirError
from kb_engine.runs.store import RunStore, StoredRun
from kb_engine.sweeps._errors import SweepError
from kb_engine.sweeps._plan import Plan
from kb_engine.sweeps.search._space import Space

PLAN = "sweep.toml"


@frozen(eq=False)
class Sweep:
    """A folder under the log directory that holds a plan and a run for each trial.

    Attributes:
        plan: What is tried.
        space: The combinations, checked.
        folder: Where everything is.
        registry: Where names come from.
    """

    plan: Plan
    space: Space
    folder: Path
    registry: Registry = field(repr=False)

    @classmethod
    def begin(
        cls, plan: Plan, logdir: Path, name: str | None = None, registry: Registry | None = None
    ) -> "Sweep":
        """Check a plan and make a folder for it.

        Args:
            plan: What is tried.
            logdir: The folder in which the sweep's folder is made.
            name: The folder's name; without one, the fields that vary and a number.
            registry: Where names come from; what is installed, if left out.

        Raises:
            SweepError: There is a sweep of the name already, or no folder can have that name.
            LogdirError: The folder can't be made.
            KerasBlocksError: As `Plan.space` raises.
        """
        registry = registry or installed_registry()
        space = plan.space(registry)
        if name is not None and (name in {"", ".", ".."} or set(name) & set("/\\")):
            raise SweepError(f"{name!r} can't be a folder's name.", hint="Use letters and digits.")
        try:
            logdir.mkdir(parents=True, exist_ok=True)
            folder = _new_folder(logdir, name, space)
            plan.write(folder / PLAN, registry)
        except OSError as error:
            raise LogdirError.because(logdir, error) from None
        return cls(plan, space, folder, registry)

    @classmethod
    def open(cls, folder: Path, registry: Registry | None = None) -> "Sweep":
        """Find a sweep that was begun before.

        Raises:
            SweepError: There is none, or its plan can't be read.
            KerasBlocksError: The plan names what is no longer installed.
        """
        registry = registry or installed_registry()
        if not (folder / PLAN).is_file():
            raise SweepError(f"There is no sweep in {folder}.", hint="Name a folder under logs/.")
        plan = Plan.read(folder / PLAN)
        return cls(plan, plan.space(registry), folder, registry)

    @property
    def total(self) -> int | None:
        """How many trials there are; None if time alone ends them."""
        return self.plan.count(self.space)

    def __iter__(self) -> Iterator[StoredRun]:
        """The runs of its trials that have begun, as they stand."""
        return iter(RunStore(self.folder))


def _new_folder(logdir: Path, name: str | None, space: Space) -> Path:
    if name is not None:
        folder = logdir / name
        if (folder / PLAN).exists():
            raise SweepError(
                f"There is a sweep {folder} already.",
                suggestions=[
                    ResumeSweep(folder, purpose="Resume it"),
                    SetOption("name", "NAME", purpose="Or choose another name"),
                ],
            )
        folder.mkdir(exist_ok=True)
        return folder
    varied = "-".join(each.name for each in space.dimensions if each.varies) or "seeds"
    number = 1
    while True:
        folder = logdir / f"sweep-{varied[:60]}-{number}"
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
        else:
            return folder
