"""Combinations that Optuna chooses, through ask and tell.

What it learns stands in Optuna's own journal in the sweep's folder, which its dashboard opens.
"""

import warnings
from pathlib import Path

from kb_registry import SetOption

from kb_engine.sweeps._errors import SweepError
from kb_engine.sweeps._settings import Settings
from kb_engine.sweeps.search._search import Combination
from kb_engine.sweeps.search._slots import Number
from kb_engine.sweeps.search._space import Space

try:
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend
    from optuna.trial import Trial, TrialState
except ImportError as error:
    raise SweepError(
        f"This search needs Optuna, which can't be imported: {error}.",
        hint='Install it: pip install "keras-blocks-engine[optuna]".',
        suggestions=[SetOption("search", "random", purpose="Or draw without it")],
    ) from None

JOURNAL = "optuna.log"


class OptunaSearch:
    """A study that suggests combinations and learns from their scores.

    Args:
        settings: Sampler, pruner, direction and the most combinations.
        space: The combinations.
        folder: Where the journal is; what it holds is continued.
    """

    def __init__(self, settings: Settings, space: Space, folder: Path) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._space = space
        self._most = settings.trials
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            self._study = optuna.create_study(
                study_name=folder.name,
                storage=JournalStorage(JournalFileBackend(str(folder / JOURNAL))),
                sampler=_sampler(settings),
                pruner=_pruner(settings),
                direction="maximize" if settings.maximize else "minimize",
                load_if_exists=True,
            )
        self._before = [
            Trial(self._study, each._trial_id)  # noqa: SLF001 - the one way to continue a trial
            for each in self._study.get_trials(deepcopy=False)
        ]
        self._finished = {
            each.number
            for each in self._study.get_trials(deepcopy=False)
            if each.state.is_finished()
        }
        self._asked = 0
        self._trials: dict[int, Trial] = {}
        self._pruned: set[int] = set()

    def ask(self) -> Combination | None:
        """The next one: first those of earlier sessions, in their order, then new ones."""
        if self._most is not None and self._asked >= self._most:
            return None
        trial = self._before.pop(0) if self._before else self._study.ask()
        self._asked += 1
        self._trials[trial.number] = trial
        point = self._space.point([self._place(trial, place) for place in self._choices()])
        numbers: dict[str, Number] = {}
        for option in point.values():
            for slot in option.slots:
                suggest = trial.suggest_int if slot.integer else trial.suggest_float
                numbers[slot.place] = suggest(slot.place, slot.low, slot.high, log=slot.log)  # type: ignore[arg-type]  # whole numbers of an integer slot
        return Combination(trial.number, point, numbers)

    def report(self, number: int, epoch: int, score: float) -> bool:
        """Hear of an epoch; the pruner says whether more of them are worth it."""
        trial = self._trials[number]
        trial.report(score, epoch)
        if trial.should_prune():
            self._pruned.add(number)
        return number not in self._pruned

    def tell(self, number: int, score: float | None) -> None:
        """Learn from a score; what has none has failed, or was pruned."""
        trial = self._trials.pop(number)
        if number in self._finished:
            return
        if score is not None:
            self._study.tell(trial, score)
        else:
            pruned = number in self._pruned
            self._study.tell(trial, state=TrialState.PRUNED if pruned else TrialState.FAIL)

    def _choices(self) -> dict[str, list[str]]:
        """The options of each group, under the names of its fields."""
        return {
            ",".join(each.name for each in group): [
                " ".join(each.options[place].text for each in group)
                for place in range(len(group[0].options))
            ]
            for group in self._space.groups
        }

    def _place(self, trial: Trial, name: str) -> int:
        texts = self._choices()[name]
        if len(texts) == 1:
            return 0
        return texts.index(trial.suggest_categorical(name, texts))


def _sampler(settings: Settings) -> optuna.samplers.BaseSampler:
    seed = settings.search_seed
    match settings.search:
        case "tpe":
            return optuna.samplers.TPESampler(seed=seed, constant_liar=True)
        case "cmaes":
            return optuna.samplers.CmaEsSampler(seed=seed)
        case "gp":
            return optuna.samplers.GPSampler(seed=seed)
        case _:
            return optuna.samplers.RandomSampler(seed=seed)


def _pruner(settings: Settings) -> optuna.pruners.BasePruner:
    match settings.pruner:
        case "median":
            return optuna.pruners.MedianPruner(n_warmup_steps=1)
        case "hyperband":
            return optuna.pruners.HyperbandPruner()
        case _:
            return optuna.pruners.NopPruner()
