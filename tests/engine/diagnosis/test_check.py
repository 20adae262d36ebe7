"""Putting rules to any model: what is found, what is left out, and what goes wrong."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.diagnosis import Fault, Rulebook, SamplesError, check, read_rulebook
from kb_engine.diagnosis.probing import mended
from kb_observe.data import Data
from kb_observe.networks import describe
from kb_observe.rules import Design, Finding, Rule
from kb_registry import AmbiguousNameError, Entry, Registry, UnknownNameError, installed_registry


class Grumbling(Rule):
    """Network that isn't to somebody's taste."""

    code = "XX101"
    level = "hint"
    reference = "none"
    why = "It is a matter of taste."
    bad = "model = 1"
    good = "model = 2"

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        del data
        yield self.finding("network", f"{len(design.layers)} layers.")


class Raising(Grumbling):
    """Rule that fails."""

    code = "XX102"

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        raise ZeroDivisionError("by nothing")


class Rival(Grumbling):
    """Rule that takes another's code."""


def registry(*names: str) -> Registry:
    kinds = [e for found in installed_registry().by_group().values() for e in found]
    own = [e for e in kinds if e.group == "kb.kinds"]
    rules = [
        Entry("kb.rules", name.lower(), f"{__name__}:{name}", f"kb-{name.lower()}", "1.0")
        for name in names
    ]
    return Registry(own + rules)


def classifier(**last: Any) -> keras.Model:
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(**last)]
    )
    model.compile("adam", "binary_crossentropy")
    return model


def test_a_finding_has_code_level_place_message_and_mend() -> None:
    report = check(classifier(units=1, activation="softmax"))
    (finding,) = report.findings
    assert finding.code == "KB201"
    assert finding.level == "error"
    assert finding.place == "dense_1"
    assert finding.fix is not None
    assert finding.to_dict()["fix"]["changes"] == (
        {"what": "activation", "value": "sigmoid", "layers": ("dense_1",)},
    )
    assert report.failed
    assert "KB201" in str(report)
    page = report._repr_html_()
    assert page.count("<td ") == page.count('<td style="text-align: left">') == 5
    assert ">KB201</td>" in page


def test_a_sound_network_has_no_finding() -> None:
    report = check(classifier(units=1, activation="sigmoid"))
    assert report.findings == ()
    assert not report.failed
    assert str(report) == "Nothing found."


def test_codes_and_their_beginnings_select_and_ignore() -> None:
    model = classifier(units=3, activation="relu")
    x, y = np.full((60, 4), 300.0), np.eye(3)[np.arange(60) % 3]
    codes = {each.code for each in check(model, x, y).findings}
    assert {"KB203", "KB301"} <= codes
    assert {each.code for each in check(model, x, y, select=["KB2"]).findings} == {
        code for code in codes if code.startswith("KB2")
    }
    assert "KB203" not in {each.code for each in check(model, x, y, ignore=["KB203"]).findings}
    assert {f.code for f in check(model, x, y, select=["input_scale"]).findings} == {"KB301"}


def test_an_unknown_code_is_an_error_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean selu_dropout"):
        check(classifier(units=1), select=["selu_dropuot"])


def test_a_rule_that_raises_is_named_and_the_others_continue() -> None:
    report = check(classifier(units=1), registry=registry("Grumbling", "Raising"))
    assert [each.code for each in report.findings] == ["XX101"]
    assert report.faults == (
        Fault("XX102, raising of kb-raising", "ZeroDivisionError: by nothing"),
    )


def test_two_rules_with_one_code_are_an_error_that_names_both() -> None:
    with pytest.raises(AmbiguousNameError, match=r"kb-grumbling and rival of kb-rival.*XX101"):
        read_rulebook(registry("Grumbling", "Rival"))


def test_a_rule_that_cant_be_imported_costs_only_itself() -> None:
    book = read_rulebook(registry("Grumbling", "Absent"))
    assert list(book.rules) == ["XX101"]
    assert [fault.rule for fault in book.faults] == ["absent of kb-absent"]


def test_nothing_about_a_model_is_changed() -> None:
    model = classifier(units=1, activation="sigmoid")
    x, y = np.random.default_rng(0).normal(size=(64, 4)), np.arange(64) % 2
    model.fit(x, y, verbose=0)
    variables = [*model.variables, *model.optimizer.variables]
    before = [np.array(each) for each in variables]
    check(model, x, y)
    assert all(np.array_equal(a, np.array(b)) for a, b in zip(before, variables, strict=True))


class Twice(keras.Model):
    """A subclassed model with two inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.first = keras.layers.Dense(4, activation="sigmoid")
        self.last = keras.layers.Dense(1, activation="softmax")

    def call(self, inputs: Any) -> Any:
        return self.last(self.first(inputs["a"]) + self.first(inputs["b"]))


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis:UserWarning")
def test_a_subclassed_model_with_two_inputs_is_checked() -> None:
    model = Twice()
    x = {name: np.zeros((8, 3), "float32") for name in ("a", "b")}
    model.compile("adam", "binary_crossentropy")
    model(x)
    codes = {each.code for each in check(model, x, np.arange(8) % 2).findings}
    assert {"KB106", "KB201"} <= codes


def test_no_sample_is_a_mistake_and_not_a_fault_of_the_network() -> None:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    with pytest.raises(SamplesError, match="no samples"):
        check(model, np.zeros((0, 3)), np.zeros(0))


def test_a_model_that_isnt_compiled_is_checked_without_its_loss() -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8), keras.layers.Dense(1)])
    assert [each.code for each in check(model).findings] == ["KB109"]


def test_integer_inputs_of_an_embedding_arent_called_large() -> None:
    model = keras.Sequential(
        [keras.Input((5,)), keras.layers.Embedding(900, 4), keras.layers.Flatten()]
    )
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy")
    x = np.random.default_rng(0).integers(0, 900, (60, 5))
    assert check(model, x, np.arange(60) % 2).findings == ()


def test_one_sample_and_ten_thousand_classes_are_checked() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(10_000, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    one = check(model, np.zeros((1, 2)), np.zeros(1, "int64"))
    assert {each.code for each in one.findings} <= {"KB211", "KB312"}
    many = check(model, np.zeros((100, 2)), np.arange(100) + 9_900)
    assert "KB210" not in {each.code for each in many.findings}


def test_a_wrapped_layer_and_one_in_a_nested_model_are_seen() -> None:
    inner = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(5, activation="exponential", name="boom")],
        name="inner",
    )
    wrapped = keras.layers.SpectralNormalization(keras.layers.Dense(5, activation="sigmoid"))
    model = keras.Sequential([keras.Input((4,)), inner, wrapped, keras.layers.Dense(2)])
    places = {each.place for each in check(model).findings}
    assert "inner/boom" in places
    assert "spectral_normalization" in places


def test_a_design_says_what_follows_each_layer() -> None:
    model = keras.Sequential([keras.Input((4,))])
    model.add(keras.layers.Dense(8))
    model.add(keras.layers.BatchNormalization())
    model.add(keras.layers.ReLU())
    model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(2))
    first, last = Design(describe(model)).stages
    assert first.activation == "relu"
    assert [norm.path for norm in first.norms] == ["batch_normalization"]
    assert [dropout.rate for dropout in first.dropouts] == [0.2]
    assert (first.last, last.last) == (False, True)


def test_rules_of_a_book_are_found_by_name_and_code() -> None:
    book: Rulebook = read_rulebook(installed_registry())
    assert book.rule("kb101") is book.rule("selu_initializer")


def test_a_penalty_on_outputs_and_a_second_scaling_are_seen() -> None:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Rescaling(1 / 255)])
    model.add(
        keras.layers.Dense(8, activation="relu", activity_regularizer=keras.regularizers.L1(1.0))
    )
    model.add(keras.layers.Dense(1))
    model.compile("adam", "mean_squared_error")
    x = np.random.default_rng(0).uniform(size=(100, 4))
    found = check(model, x, x[:, :1])
    assert {each.code for each in found.findings} == {"KB303", "KB507"}
    assert check(model, 255 * x, x[:, :1], select=["KB303"]).findings == ()


def test_fewer_axes_than_targets_and_misread_accuracies_are_told() -> None:
    x = np.random.default_rng(0).normal(size=(100, 6, 2))
    model = keras.Sequential([keras.Input((6, 2)), keras.layers.LSTM(4), keras.layers.Dense(2)])
    model.compile("adam", "mean_squared_error")
    assert [each.code for each in check(model, x, x).findings] == ["KB217"]
    one_hot = np.eye(3)[np.arange(100) % 3]
    model = keras.Sequential([keras.Input((6, 2)), keras.layers.LSTM(4)])
    model.add(keras.layers.Dense(3, activation="softmax"))
    model.compile("adam", "categorical_crossentropy", metrics=["binary_accuracy"])
    assert [each.code for each in check(model, x, one_hot).findings] == ["KB216"]


@pytest.mark.parametrize("code", ["KB219", "KB220", "KB412", "KB604", "KB605"])
def test_the_mend_of_a_rule_can_be_made_and_ends_its_finding(code: str) -> None:
    rule = read_rulebook(installed_registry()).rule(code)
    names: dict[str, Any] = {"keras": keras, "np": np}
    names["x"] = np.random.default_rng(0).uniform(size=(60, 64)).astype("float32")
    names["y"] = np.arange(60) % 10
    exec(rule.bad, names)  # noqa: S102 - the examples are our own
    model, x, y = names["model"], names["x"], names["y"]
    fix = check(model, x, y, select=[code]).findings[0].fix
    assert fix is not None
    changed = mended(model, x, y, fix)
    assert check(changed.model, changed.x, changed.y, select=[code]).findings == ()
