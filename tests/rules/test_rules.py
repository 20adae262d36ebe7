"""Every rule finds its fault in its bad example, and nothing in its good one."""

from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import pytest
from kb_engine.diagnosis import check, read_rulebook
from kb_observe.rules import Finding, Rule, page
from kb_registry import installed_registry
from kb_rules.__main__ import pages
from sklearn.datasets import load_digits

ROOT = Path(__file__).parents[2]
BOOK = read_rulebook(installed_registry())
RULES = [pytest.param(rule, id=code) for code, rule in BOOK.rules.items()]


class Example(NamedTuple):
    """What an example of a rule defines."""

    model: keras.Model
    x: Any
    y: Any
    settings: dict[str, Any]


def run(source: str) -> Example:
    x, y = load_digits(return_X_y=True)
    names = {"keras": keras, "np": np, "x": (x / 16).astype("float32"), "y": y}
    exec(source, names)  # noqa: S102 - the examples are our own
    planned = ("epochs", "batch_size", "validation")
    settings = {name: names[name] for name in planned if name in names}
    return Example(names["model"], names["x"], names["y"], settings)


def found(source: str, rule: Rule) -> list[Finding]:
    example = run(source)
    report = check(example.model, example.x, example.y, select=[rule.code], **example.settings)
    assert not report.faults
    return list(report.findings)


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis:UserWarning")
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_fault_and_only_that(rule: Rule) -> None:
    findings = found(rule.bad, rule)
    assert findings
    assert {(each.code, each.level) for each in findings} == {(rule.code, rule.level)}
    assert found(rule.good, rule) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_is_wrong_why_and_where_that_is_written(rule: Rule) -> None:
    assert rule.summary().endswith(".")
    assert rule.why.endswith(".")
    assert rule.reference
    assert rule.bad != rule.good


def test_codes_are_told_apart_by_room() -> None:
    rooms = {code[:3]: type(rule).__module__.split(".")[1] for code, rule in BOOK.rules.items()}
    assert rooms == {
        "KB1": "activations",
        "KB2": "outputs",
        "KB3": "data",
        "KB4": "optimization",
        "KB5": "regularization",
        "KB6": "architecture",
    }


def test_every_rule_has_its_page_as_the_code_says_it() -> None:
    folder = ROOT / "docs" / "rules"
    assert {name: (folder / name).read_text() for name in pages()} == pages()
    assert {f"{code}.md" for code in BOOK.rules} <= pages().keys()


def test_a_page_shows_why_and_both_examples() -> None:
    rule = BOOK.rule("KB201")
    text = page(type(rule), "softmax_one_unit")
    assert "# KB201: softmax one unit" in text
    assert rule.bad.strip() in text
    assert rule.good.strip() in text


def test_every_rule_can_be_used() -> None:
    assert not BOOK.faults
    assert len(BOOK.rules) > 60


LINEAR = """
x = x * {scale}
y = x[:, 20:44].mean(axis=1)
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD({rate}), "mean_squared_error")
"""


def codes(source: str, *chosen: str) -> dict[str, Finding]:
    example = run(source)
    report = check(example.model, example.x, example.y, select=chosen)
    return {each.code: each for each in report.findings}


def test_a_rate_isnt_called_low_where_the_inputs_forbid_a_higher_one() -> None:
    chosen = "KB402", "KB404"
    assert set(codes(LINEAR.format(scale=1, rate=1e-6), *chosen)) == {"KB402"}
    assert set(codes(LINEAR.format(scale=1000, rate=1e-6), *chosen)) == {"KB404"}
    assert codes(LINEAR.format(scale=1000, rate=1e-8), *chosen) == {}


def test_a_rate_at_the_lower_bound_isnt_told_to_be_below_it() -> None:
    source = LINEAR.replace("SGD", "Adam")
    lowest = codes(source.format(rate=1e-5, scale=1), "KB402")["KB402"]
    assert "1e-05 is the lowest of the usual 1e-05 to 0.01 of adam" in lowest.message
    lower = codes(source.format(rate=1e-6, scale=1), "KB402")["KB402"]
    assert "1e-06 is below the usual" in lower.message


def test_a_rate_that_is_suggested_is_one_that_no_rule_finds_fault_with() -> None:
    chosen = "KB402", "KB404"
    for scale, rate in ((1, 1e-6), (20, 1e-6), (1000, 1e-13)):
        found = codes(LINEAR.format(scale=scale, rate=rate), *chosen)["KB402"]
        assert found.fix is not None
        (change,) = found.fix.changes
        assert codes(LINEAR.format(scale=scale, rate=change.value), *chosen) == {}


def test_an_output_for_one_of_several_classes_is_a_softmax_by_both_rules() -> None:
    source = """
y = np.eye(10)[y]
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
model.compile("sgd", "binary_crossentropy")
"""
    found = codes(source, "KB203", "KB215")
    assert {each.fix.changes[0].value for each in found.values() if each.fix} == {"softmax"}
    assert len(found) == 2


CODED = """
head = keras.layers.Dense(10, activation="softmax")
model = keras.Sequential([keras.Input({shape}), keras.layers.Flatten(), head])
model.compile("adam", "{loss}")
"""


def test_a_last_axis_of_one_is_no_other_shape() -> None:
    shaped = "x = x.reshape(-1, 8, 8{last})\n" + CODED.replace("{loss}", "mean_squared_error")
    assert codes(shaped.format(last="", shape="(8, 8, 1)"), "KB313") == {}
    assert codes(shaped.format(last=", 1", shape="(8, 8)"), "KB313") == {}
    other = codes(shaped.format(last="", shape="(8, 8, 3)"), "KB313")["KB313"]
    assert "8 x 8, and the model takes 8 x 8 x 3" in other.message


def test_a_model_of_two_inputs_misses_the_one_that_isnt_given() -> None:
    source = """
first, second = keras.Input((64,), name="first"), keras.Input((3,), name="second")
joined = keras.layers.Concatenate()([first, second])
model = keras.Model([first, second], keras.layers.Dense(10, activation="softmax")(joined))
model.compile("adam", "sparse_categorical_crossentropy")
x = {given}
"""
    for given in ("x", "[x]", '{"first": x}'):
        found = codes(source.replace("{given}", given), "KB313")["KB313"]
        assert (
            "takes 2 inputs, first and second, and samples are given for 1 input." in found.message
        )
    assert codes(source.replace("{given}", "[x, x[:, :3]]"), "KB313") == {}


def test_labels_that_are_missing_by_chance_arent_moved() -> None:
    many = CODED.replace("10", "10_000").format(shape="(64,)", loss="sparse_" + "{0}")
    many = many.replace("{0}", "categorical_crossentropy")
    few = "x = x[:300]\ny = np.arange(300) * 33 + 66\n"
    assert codes(few + many, "KB212") == {}
    assert set(codes("y = y + 9000\n" + many, "KB212")) == {"KB212"}


def test_batches_of_one_sample_cant_be_smaller() -> None:
    model = CODED.format(shape="(64,)", loss="sparse_categorical_crossentropy")
    example = run(model)
    few = example.x[:300], example.y[:300]
    for size in (1, 32):
        report = check(example.model, *few, epochs=1, batch_size=size, select=["KB408"])
        (found,) = report.findings
        assert found.fix is not None
        assert ("smaller" in found.fix.says) == (size > 1)


def test_targets_take_the_form_of_their_loss() -> None:
    sparse = CODED.format(shape="(64,)", loss="sparse_categorical_crossentropy")
    whole = CODED.format(shape="(64,)", loss="categorical_crossentropy")
    rows = "y = np.eye(10)[y]\n"
    assert set(codes(rows + sparse, "KB218")) == set(codes(whole, "KB218")) == {"KB218"}
    assert codes(sparse, "KB218") == codes(rows + whole, "KB218") == {}
    assert codes("y = y[:, None]\n" + whole, "KB210") == {}


def test_small_whole_numbers_of_a_table_are_no_colours() -> None:
    few = "x = (255 * x[:, 19:22]).round()\n" + CODED.format(
        shape="(3,)", loss="mean_squared_error"
    )
    picture = "x = (255 * x).round()\n" + CODED.format(shape="(64,)", loss="mean_squared_error")
    assert "Divide them by 255." not in str(codes(few, "KB301")["KB301"])
    assert "Divide them by 255." in str(codes(picture, "KB301")["KB301"])


def test_biases_that_turn_a_layer_off_are_found_but_not_those_of_an_output() -> None:
    off = "bias_initializer=keras.initializers.Constant(-5.0)"
    hidden = CODED.replace("Flatten()", f'Flatten(), keras.layers.Dense(9, "relu", {off})')
    output = CODED.replace('activation="softmax"', f'activation="softmax", {off}')
    assert set(codes(hidden.format(shape="(64,)", loss="mse"), "KB113")) == {"KB113"}
    assert codes(output.format(shape="(64,)", loss="mse"), "KB113") == {}
