"""Many recipes trained as one: planned, shared out to workers, and never lost."""

from kb_engine.sweeps._driver import run_sweep
from kb_engine.sweeps._errors import SweepError
from kb_engine.sweeps._plan import Plan
from kb_engine.sweeps._progress import Progress, RunningTrial, Silent, Watcher
from kb_engine.sweeps._schema import sweep_schema
from kb_engine.sweeps._settings import Settings
from kb_engine.sweeps._sweep import Sweep
from kb_engine.sweeps._trial import Trial

__all__ = [
    "Plan",
    "Progress",
    "RunningTrial",
    "Settings",
    "Silent",
    "Sweep",
    "SweepError",
    "Trial",
    "Watcher",
    "run_sweep",
    "sweep_schema",
]
