"""What was changed in a recipe is in force from the resumed epoch on, or refused by name."""

import json
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine import Recipe, ResumeError, Run, build, resume, train, write_recipe
from kb_engine.sessions._preparation import prepare
from kb_engine.sessions._resumption import restore_run
from kb_engine.training import capture, load, newest_first
from kb_engine.training.safety._saved import save
from kb_engine.training.state._state import by_role
from kb_registry import TrainAnew

BEGUN: dict[str, Any] = {
    "arch": "mlp(units=[16])",
    "norm": "batch_norm",
    "drop": "dropout:0.2",
    "reg": "l2",
    "constraint": "max_norm",
    "opt": "sgd:momentum=0.9",
    "epochs": 4,
    "callback": ["none", "csv_logger", "early_stopping:patience=9"],
}


class StopAt(keras.callbacks.Callback):
    """Presses Ctrl-C at the end of an epoch."""

    def __init__(self, epoch: int) -> None:
        super().__init__()
        self.last = epoch

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        if epoch == self.last:
            signal.raise_signal(signal.SIGINT)


def begin(logdir: Path, **choices: Any) -> Path:
    """A run that Ctrl-C ended after its second epoch."""
    recipe = Recipe.from_choices({**BEGUN, **choices})
    return train(recipe, logdir, observers=[StopAt(1)]).run.folder


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(tmp_path_factory.mktemp("logs"))


@pytest.fixture
def begun(interrupted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(interrupted, tmp_path / "begun"))


def changed(folder: Path, **choices: Any) -> Run:
    """The run after its recipe was edited."""
    write_recipe(Recipe.from_choices({**BEGUN, **choices}), folder / "recipe.toml")
    return Run.open(folder)


def record(folder: Path) -> dict[str, Any]:
    """What a run's record says of its last session."""
    content = json.loads((folder / "environment.json").read_text())
    found: dict[str, Any] = content.get("resumed", [content])[-1]
    return found


TAKEN = [
    {"opt": "sgd(learning_rate=0.5, momentum=0.9)"},
    {"opt": "sgd(learning_rate=cosine_decay(0.1, 1000), momentum=0.9)"},
    {"opt": "sgd(momentum=0.5, nesterov=true, weight_decay=0.01, clipnorm=1.0)"},
    {"norm": "batch_norm:momentum=0.5,epsilon=0.1"},
    {"drop": "dropout:0.5"},
    {"drop": "none"},
    {"drop": "gaussian_noise:0.1"},
    {"act": "tanh"},
    {"reg": "l1:0.1"},
    {"reg": "none"},
    {"constraint": "unit_norm"},
    {"loss": "sparse_categorical_crossentropy:reduction=sum"},
    {"metric": "sparse_top_k_categorical_accuracy"},
    {"batch_size": 64, "epochs": 7},
    {"precision": "mixed_bfloat16"},
]


@pytest.mark.parametrize("choices", TAKEN, ids=lambda choices: ",".join(map(str, choices.values())))
def test_a_change_is_in_force_and_costs_nothing_that_was_learned(
    begun: Path, choices: dict[str, Any]
) -> None:
    run = changed(begun, **choices)
    prepared = prepare(run.recipe, "one")
    saved = restore_run(run, prepared)
    assert saved is not None
    assert saved.epoch == 2
    as_built = build(run.recipe)
    model: Any = prepared.model
    assert model.get_config() == as_built.get_config()
    named = {"name": model.optimizer.name}  # Keras numbers optimizers through the process
    assert model.optimizer.get_config() == {**as_built.optimizer.get_config(), **named}
    found, kept = (by_role(variables_of(state)) for state in (capture(model), saved.state))
    set_by_recipe = ("learning_rate", "seed_generator_state")
    learned = {role for role in kept if not any(name in role for name in set_by_recipe)}
    assert len(learned) > 20
    for role in learned - {role for role in learned if role.startswith("metric/")}:
        np.testing.assert_array_equal(found[role], kept[role], err_msg=role)


def variables_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """A state without what it says of which weights an optimizer trains."""
    return {name: value for name, value in state.items() if not name.startswith("trains/")}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"opt": "sgd"},
     r"opt\.momentum was 0.9 and is 0.0: the checkpoint also holds momentum \(7\)"),
    ({"opt": "adam"}, "opt was sgd and is adam: an optimizer can't continue with what another"),
    ({"opt": "sgd(momentum=0.9, use_ema=true)"},
     r"opt\.use_ema was false and is true: the checkpoint lacks average \(7\)"),
    ({"arch": "mlp(units=[17])"}, r"arch\.units was \[16\] and is \[17\]: .*has shape"),
    ({"act": "prelu"}, r"act was relu and is prelu: the checkpoint lacks alpha \(1\)"),
    ({"norm": "none"}, "norm was batch_norm and is none: .*the checkpoint also holds beta"),
    ({"wrap": "spectral_normalization"}, "wrap was none and is spectral_normalization: "),
    ({"precision": "mixed_float16"}, r"precision was float32 and is mixed_float16: .*dynamic_sc"),
    ({"seed": 1}, "seed was 0 and is 1: the seed decided"),
    ({"epochs": 1}, "epochs was 4 and is 1: 2 epochs are done already"),
    ({"data": "digits:validation=0.2"}, r"data\.validation was 0.1 and is 0.2: the samples held"),
]  # fmt: skip


@pytest.mark.parametrize(("choices", "words"), REFUSED)
def test_a_change_that_a_run_cannot_take_over_is_refused_by_name(
    begun: Path, choices: dict[str, Any], words: str
) -> None:
    run = changed(begun, **choices)
    with pytest.raises(ResumeError, match=f"can't be resumed with a change: recipe.{words}"):
        restore_run(run, prepare(run.recipe, "one"))


def test_what_no_force_helps_is_refused_at_once(begun: Path) -> None:
    changed(begun, seed=1, act="prelu")
    with pytest.raises(ResumeError, match=r"resumed with a change: recipe[.]seed"):
        resume(begun)
    changed(begun, act="prelu")
    with pytest.raises(ResumeError, match=r"since its last session: recipe[.]act"):
        resume(begun)


def test_steps_are_never_counted_in_two_ways(tmp_path: Path) -> None:
    folder = begin(tmp_path, opt="sgd(gradient_accumulation_steps=2)")
    run = changed(folder, opt="sgd(gradient_accumulation_steps=4)")
    words = "gradient_accumulation_steps was 2 and is 4: steps would be counted otherwise"
    with pytest.raises(ResumeError, match=words):
        restore_run(run, prepare(run.recipe, "one"))


@pytest.mark.parametrize(
    ("choices", "place"),
    [({"init": "he_normal"}, "init"),
     ({"norm": "batch_norm:beta_initializer=ones"}, "norm.beta_initializer")],
)  # fmt: skip
def test_what_begins_only_with_a_new_run_is_said(
    begun: Path, choices: dict[str, Any], place: str
) -> None:
    changed(begun, **choices)
    with pytest.warns(RuntimeWarning, match=f"recipe.{place} was .* begins only with a new run"):
        resume(begun, force=True)
    assert record(begun)["not_in_force"] == [place]
    assert record(begun)["from_epoch"] == 2


def test_a_changed_learning_rate_is_in_force_from_the_resumed_epoch_on(begun: Path) -> None:
    changed(begun, opt="sgd(learning_rate=0.5, momentum=0.9)")
    resumed = resume(begun, force=True)
    assert float(resumed.model.optimizer.learning_rate) == 0.5
    assert len(resumed.history["loss"]) == 4
    assert record(begun)["recipe"]["opt"]["learning_rate"] == 0.5
    assert record(begun)["from_epoch"] == 2
    assert json.loads((begun / "environment.json").read_text())["from_epoch"] == 0


def test_a_change_is_in_force_though_its_first_session_left_no_checkpoint(begun: Path) -> None:
    changed(begun, opt="sgd(learning_rate=0.5, momentum=0.9)")

    class DieAtOnce(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resume(begun, [DieAtOnce()], force=True)
    assert float(resume(begun).model.optimizer.learning_rate) == 0.5


def test_a_rate_that_a_callback_lowered_stays_until_the_recipe_changes_it(tmp_path: Path) -> None:
    plateau = "reduce_lr_on_plateau:monitor=loss,mode=max,patience=1,factor=0.5"
    folder = begin(tmp_path, callback=["none", plateau])
    rates = {}
    for momentum in (0.9, 0.5):
        opt = f"sgd(momentum={momentum})"
        run = changed(folder, opt=opt, callback=["none", plateau])
        prepared = prepare(run.recipe, "one")
        restore_run(run, prepared)
        rates[momentum] = float(prepared.model.optimizer.learning_rate)
    assert rates == pytest.approx({0.9: 0.005, 0.5: 0.005})


def test_other_metrics_leave_no_epoch_at_the_wrong_place(begun: Path) -> None:
    changed(begun, metric="sparse_top_k_categorical_accuracy")
    history = resume(begun, force=True).history
    before, since = history["accuracy"], history["sparse_top_k_categorical_accuracy"]
    assert np.isnan(before).tolist() == [False, False, True, True]
    assert np.isnan(since).tolist() == [True, True, False, False]
    header, *lines = (begun / "epochs.csv").read_text().splitlines()
    rows = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["accuracy"] == "NA" for row in rows] == [False, False, True, True]
    new = [row["sparse_top_k_categorical_accuracy"] == "NA" for row in rows]
    assert new == [True, True, False, False]


def test_another_separator_is_that_of_the_whole_file(begun: Path) -> None:
    changed(begun, callback=["none", "csv_logger:separator=;", "early_stopping:patience=9"])
    resume(begun, force=True)
    lines = (begun / "epochs.csv").read_text().splitlines()
    assert [line.count(";") for line in lines] == [4] * 5


def test_patience_that_was_raised_takes_up_a_run_that_had_stopped(tmp_path: Path) -> None:
    patience = "early_stopping:monitor=loss,mode=max,patience="
    recipe = Recipe.from_choices({**BEGUN, "callback": ["none", f"{patience}1"]})
    stopped = train(recipe, tmp_path)
    assert len(stopped.history["loss"]) == 2
    changed(stopped.run.folder, callback=["none", f"{patience}9"])
    assert len(resume(stopped.run.folder, force=True).history["loss"]) == 4


def test_a_callback_that_watches_another_figure_begins_anew(tmp_path: Path) -> None:
    folder = begin(tmp_path, callback=["none", "early_stopping:patience=1,monitor=loss"])
    changed(folder, callback=["none", "early_stopping:patience=1,monitor=accuracy"])
    accuracies = resume(folder, force=True).history["accuracy"]
    assert len(accuracies) >= 4 or accuracies[-1] <= accuracies[-2]


def test_a_damaged_checkpoint_gives_way_to_the_one_before_and_says_so(begun: Path) -> None:
    newest, _ = newest_first(begun / "checkpoints")
    newest.write_bytes(newest.read_bytes()[:-2000])
    with pytest.warns(RuntimeWarning, match=r"000002.npz can't be read: .* from epoch 1\."):
        resumed = resume(begun)
    assert len(resumed.history["loss"]) == 4


def test_a_checkpoint_that_does_not_fit_is_not_blamed_on_the_recipe(begun: Path) -> None:
    newest, before = newest_first(begun / "checkpoints")
    saved = load(newest)
    state = {name: value for name, value in saved.state.items() if "kernel" not in name}
    save(begun / "checkpoints", type(saved)(saved.epoch, state, record=saved.record))
    with pytest.warns(RuntimeWarning, match=r"000002.npz doesn't fit, though the recipe is as it"):
        resume(begun)
    for path in newest_first(begun / "checkpoints"):
        path.write_bytes(b"")
    with pytest.raises(ResumeError, match=r"No checkpoint of .* can be restored: .* can't be read"):
        resume(begun)
    assert before.name == "epoch-000001.npz"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"state/hidden_1/kernel": np.zeros(3)}, "holds 'hidden_1/kernel'"),
        ({"weights/0": np.zeros(3)}, "holds no variables"),
        ({"state/model/0/kernel": np.zeros(3), "record": np.array("[1]")}, "its record of what"),
        ({"state/model/0/kernel": np.zeros(3), "record": np.array('{"a": 1}')}, "its record of"),
        ({"state/model/0/kernel": np.zeros(3)}, "it lacks"),
        ({"state/model/0/kernel": np.zeros(3), "seconds": np.zeros(3)}, "can't be read"),
        ({"state/model/0/kernel": np.array([None])}, "can't be read"),
    ],
)
def test_checkpoints_of_another_version_end_in_plain_words(
    begun: Path, content: dict[str, Any], said: str
) -> None:
    for path in newest_first(begun / "checkpoints"):
        np.savez(path, **content)
    with pytest.raises(ResumeError, match=said) as caught:
        resume(begun)
    assert f"No checkpoint of {begun} can be restored" in str(caught.value)
    assert [type(each) for each in caught.value.suggestions] == [TrainAnew]
