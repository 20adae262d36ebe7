"""A network is probed before it is trained, and stays as it was."""

import random
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine.diagnosis.probing import (
    CopyError,
    ProbeError,
    alike,
    mended,
    probe,
    rate_range,
    together,
)
from kb_engine.diagnosis.probing._evidence import Plan, gather
from kb_engine.diagnosis.probing._judgement import Evidence, Judgement
from kb_engine.diagnosis.probing._learning import mostly_learns
from kb_engine.diagnosis.probing._mends import find_mend
from kb_engine.diagnosis.probing._steps import Trial
from kb_observe.rules import Change, Fix
from sklearn.datasets import load_digits

DIGITS, LABELS = load_digits(return_X_y=True)
X, Y = (DIGITS / 16).astype("float32"), LABELS


def stack(
    activation: str, initializer: str, depth: int = 2, rate: float = 0.01, units: int = 32
) -> keras.Model:
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(depth):
        model.add(keras.layers.Dense(units, activation=activation, kernel_initializer=initializer))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    return model


def test_a_healthy_network_is_called_so_with_its_figures() -> None:
    report = probe(stack("relu", "he_normal"), X, Y, epochs=5)
    assert report.verdict == "healthy"
    assert report.mend is None
    assert report.baseline == pytest.approx(np.log(10), abs=0.01)
    assert [layer.path for layer in report.layers] == ["dense", "dense_1", "dense_2"]
    assert all(layer.gradient and layer.ratio for layer in report.layers)
    assert "healthy" in str(report)
    assert "<table>" in report._repr_html_()


def test_a_stack_that_loses_the_gradient_vanishes_and_is_mended() -> None:
    report = probe(stack("sigmoid", "glorot_uniform", depth=8), X, Y, epochs=5)
    assert report.verdict == "vanishing"
    assert report.begins_at is not None
    assert report.gradients is not None
    assert report.gradients.high < 0.5
    assert report.mend is not None
    assert report.mend.loss < report.mend.without


def test_steps_that_are_too_long_diverge() -> None:
    report = probe(stack("relu", "he_normal", rate=1e4), X, Y, epochs=5, mending=False)
    assert report.verdict == "diverging"


def test_a_rectifier_that_is_off_isnt_saturated() -> None:
    model = stack("relu", "he_normal", rate=1e4)
    report = probe(model, X - 1, Y, seeds=1, mending=False)  # most units are off for most samples
    assert [layer.saturated for layer in report.layers[:-1]] == [0, 0]


def test_batches_that_differ_are_no_divergence() -> None:
    x = np.random.default_rng(0).normal(size=(4000, 20)).astype("float32")
    model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(1)])
    model.compile("rmsprop", "mean_squared_error")
    report = probe(model, x, 100 * x.sum(axis=1), epochs=1, batch_size=4, mending=False)
    assert max(report.losses) > 3 * report.losses[0]
    assert report.verdict == "not learning"


def test_steps_that_are_too_short_learn_nothing_and_a_rate_mends_it() -> None:
    report = probe(stack("relu", "he_normal", rate=1e-5), X, Y, epochs=2)
    assert report.verdict == "not learning"
    assert report.mend is not None
    assert {"learning_rate"} <= {change.what for change in report.mend.fix.changes}


def test_biases_that_turn_rectifiers_off_are_mended_by_zeros() -> None:
    off = keras.initializers.Constant(-10.0)
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(2):
        model.add(keras.layers.Dense(32, activation="relu", bias_initializer=off))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    report = probe(model, X, Y, epochs=5)
    assert report.verdict == "dead"
    assert report.mend is not None
    change = Change("bias_initializer", "zeros", ("dense", "dense_1"))
    assert report.mend.fix.changes == (change,)
    assert report.mend.loss < 0.6 * report.mend.without


def test_a_mend_is_compared_with_the_loss_that_the_evidence_tells() -> None:
    still = np.full(100, 2.5)
    trials = [Trial(still, 2.5, 2.546), Trial(still, 2.5, 2.469)]
    seen = Evidence((), trials, 2.302, 100, None, None)
    judgement = Judgement("not learning", None, "It tells the first.")
    fix = Fix("Use 0.5.", (Change("learning_rate", 0.5),))
    model = stack("relu", "he_normal", rate=1e-7)
    mend = find_mend(model, X, Y, Plan(epochs=5), judgement, seen, [fix], None)
    assert mend is not None
    assert mend.without == 2.546


def test_changes_that_only_help_together_are_found_together() -> None:
    model = stack("sigmoid", "glorot_uniform", depth=8, rate=1e-7)
    report = probe(model, X, Y, epochs=5)
    assert report.mend is not None
    kinds = {change.what for change in report.mend.fix.changes}
    assert "activation" in kinds
    assert kinds & {"learning_rate", "optimizer"}
    assert "initializer" in kinds  # which goes with the activation
    assert "inputs" not in kinds  # which it learns without


def test_fixes_that_say_the_same_are_one_and_those_that_contradict_are_left_out() -> None:
    change = Change("initializer", "he_normal", ("a",)), Change("initializer", "he_normal", ("b",))
    same = alike([Fix("Use he_normal.", (each,)) for each in change])
    assert same == [Fix("Use he_normal.", change)]
    other = Fix("Use zeros.", (Change("initializer", "zeros", ("a",)), Change("epochs", 3)))
    longer = Fix("Use 5 epochs.", (Change("epochs", 5),))
    assert together([*same, other, longer]).changes == (*change, Change("epochs", 5))


def test_running_statistics_that_are_too_young_are_no_health() -> None:
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(8):
        model.add(keras.layers.Dense(32, activation="relu", kernel_initializer="he_normal"))
        model.add(keras.layers.BatchNormalization(momentum=0.9999))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    short = probe(model, X, Y, epochs=2, mending=False)
    assert short.verdict == "not learning"
    assert "too young" in short.because
    model.fit(X, Y, epochs=2, verbose=0)
    assert np.mean(model.predict(X, verbose=0).argmax(-1) == Y) < 0.3
    assert probe(model, X, Y, epochs=50, mending=False).verdict == "healthy"


def test_what_isnt_finite_from_the_start_is_named_with_its_layer() -> None:
    report = probe(stack("exponential", "he_normal", depth=6), X, Y, mending=False)
    assert report.verdict in {"non-finite", "exploding"}
    assert report.begins_at is not None


def test_samples_that_arent_finite_are_told_and_not_mended() -> None:
    report = probe(stack("relu", "he_normal"), np.where(X > 0.9, np.nan, X), Y)
    assert report.verdict == "non-finite"
    assert "of the inputs are NaN" in report.because
    assert report.mend is None


def test_predictions_that_never_change_are_no_learning() -> None:
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="softmax")])
    model.compile("adam", "binary_crossentropy")
    with pytest.warns(UserWarning, match="softmax over axis"):
        report = probe(model, X, (Y > 4).astype("float32"), epochs=5, mending=False)
    assert report.verdict == "not learning"
    assert "same prediction" in report.because


def test_the_planned_steps_count_what_a_slow_start_comes_to() -> None:
    slow = stack("relu", "he_normal", rate=1e-3)
    assert probe(slow, X, Y, epochs=1, mending=False).verdict == "not learning"
    assert probe(slow, X, Y, epochs=100, mending=False).verdict == "healthy"


def test_nothing_about_the_model_or_the_generators_is_changed() -> None:
    model = stack("selu", "lecun_normal")
    model.fit(X[:64], Y[:64], verbose=0)
    variables = [*model.variables, *model.optimizer.variables]
    before = [np.array(each) for each in variables]
    states = random.getstate(), np.random.get_state(legacy=False)["state"]["pos"]  # noqa: NPY002 - Keras moves it
    functions = model.train_function
    probe(model, X, Y, epochs=1)
    assert all(np.array_equal(a, np.array(b)) for a, b in zip(before, variables, strict=True))
    assert states == (random.getstate(), np.random.get_state(legacy=False)["state"]["pos"])  # noqa: NPY002
    assert model.train_function is functions


def test_graphs_are_rewritten_again_after_a_probe() -> None:
    off = "disable_meta_optimizer"
    before = tf.config.optimizer.get_experimental_options().get(off, False)
    probe(stack("relu", "he_normal"), X, Y, epochs=1, seeds=1)
    assert tf.config.optimizer.get_experimental_options().get(off, False) == before


def test_fewer_steps_are_tried_where_no_gradient_moves_a_weight() -> None:
    still = probe(stack("relu", "lecun_normal", depth=60), X, Y, epochs=10, mending=False)
    slow = probe(stack("relu", "he_normal", rate=1e-6), X, Y, epochs=10, mending=False)
    assert still.verdict in {"vanishing", "dead"}
    assert slow.verdict == "not learning"
    assert 0 < len(still.losses) < len(slow.losses)


def test_one_draw_tells_where_no_gradient_moves_a_weight() -> None:
    still, slow = stack("relu", "lecun_normal", depth=60), stack("relu", "he_normal", rate=1e-6)
    assert len(gather(still, X, Y, Plan(epochs=10), seeds=3).trials) == 1
    assert len(gather(slow, X, Y, Plan(epochs=10), seeds=3).trials) == 2


def test_one_draw_that_ends_at_chance_outweighs_two_that_learn() -> None:
    good = Trial(np.linspace(2.3, 1.2, 200), before=2.3, after=1.2)
    lost = Trial(np.full(200, 2.3), before=2.3, after=2.3)
    assert not mostly_learns([good, lost, good], 2.3, planned=200)
    assert mostly_learns([good, lost, good], 2.3, planned=2_000)
    assert not mostly_learns([lost, lost, good], 2.3, planned=2_000)


def test_of_a_long_training_a_second_draw_only_shows_that_it_learns_too() -> None:
    uneven = stack("selu", "lecun_normal", depth=20, units=100)  # draws differ in how far they get
    assert len(gather(uneven, X, Y, Plan(epochs=5), seeds=3).trials) == 2
    assert len(gather(uneven, X, Y, Plan(epochs=20), seeds=3).trials) == 1


def test_probing_twice_gives_the_same() -> None:
    first, second = (
        probe(stack("tanh", "glorot_normal"), X, Y, epochs=1, mending=False) for _ in range(2)
    )
    assert first.to_dict() == second.to_dict()


@keras.saving.register_keras_serializable("test_probe")
class Summed(keras.Model):
    """A subclassed model with two inputs and a training step of its own."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.first = keras.layers.Dense(16, activation="relu")
        self.last = keras.layers.Dense(10, activation="softmax")

    def call(self, inputs: Any) -> Any:
        return self.last(self.first(inputs["a"]) + self.first(inputs["b"]))

    def train_step(self, data: Any) -> Any:
        return super().train_step(data)


def test_a_subclassed_model_with_two_inputs_and_its_own_step_is_probed() -> None:
    model = Summed()
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    assert probe(model, {"a": X, "b": X}, Y, epochs=5, seeds=1).verdict == "healthy"


def test_penalties_on_weights_are_no_part_of_what_was_learned() -> None:
    model = keras.Sequential([keras.Input((64,))])
    model.add(keras.layers.Dense(32, activation="relu", kernel_regularizer="l2"))
    model.add(keras.layers.Dense(10, activation="softmax", kernel_regularizer="l2"))
    model.compile("adam", "sparse_categorical_crossentropy")
    report = probe(model, X, Y, epochs=5)
    assert report.verdict == "healthy"
    assert report.baseline == pytest.approx(np.log(10), abs=0.01)


def test_one_sample_is_probed() -> None:
    assert probe(stack("relu", "he_normal"), X[:1], Y[:1], mending=False).seeds == 3


class Closed(keras.Model):
    """A subclassed model without a configuration."""

    def __init__(self, units: int, secret: object) -> None:
        super().__init__()
        self.last = keras.layers.Dense(units, activation="softmax")
        self.secret = secret

    def call(self, inputs: Any) -> Any:
        return self.last(inputs)


def test_what_cant_be_probed_is_refused_with_what_to_do() -> None:
    plain = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    with pytest.raises(ProbeError, match="isn't compiled"):
        probe(plain, X, Y)
    with pytest.raises(ProbeError, match="no targets"):
        probe(stack("relu", "he_normal"), X, None)
    with pytest.raises(ProbeError, match="no samples"):
        probe(stack("relu", "he_normal"), X[:0], Y[:0])
    closed = Closed(10, object())
    closed.compile("sgd", "sparse_categorical_crossentropy")
    with pytest.raises(CopyError, match="get_config"):
        probe(closed, X, Y)


def test_the_useful_rates_of_a_plain_network_are_found() -> None:
    found = rate_range(stack("relu", "he_normal"), X, Y)
    assert found.low is not None
    assert found.high is not None
    assert 1e-4 < found.low < found.high < 10
    assert found.to_dict()["rates"] == found.rates


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (
            Change("activation", "elu", ("dense",)),
            lambda m: m.layers[1].activation.__name__ == "elu",
        ),
        (Change("units", 7, ("dense",)), lambda m: m.layers[1].units == 7),
        (Change("normalization", "batch_norm", ("dense",)), lambda m: len(m.layers) == 5),
        (
            Change("remove", None, ("dense_1",)),
            lambda m: sum("Dense" in type(layer).__name__ for layer in m.layers) == 2,
        ),
        (Change("learning_rate", 0.5), lambda m: float(m.optimizer.learning_rate) == 0.5),
        (Change("loss", "mean_squared_error"), lambda m: m.loss == "mean_squared_error"),
    ],
    ids=lambda value: value.what if isinstance(value, Change) else "",
)
def test_a_change_is_made_in_a_copy(change: Change, seen: Callable[[Any], bool]) -> None:
    model = stack("relu", "he_normal")
    assert seen(mended(model, X, Y, Fix("Do it.", (change,))).model)
    assert not seen(model)


def test_data_is_scaled_in_a_copy() -> None:
    scaled = mended(
        stack("relu", "he_normal"), X * 255, Y, Fix("Do it.", (Change("inputs", "standardize"),))
    )
    assert abs(float(scaled.x.mean())) < 1e-3
    assert X.max() == 1.0


@pytest.mark.slow
def test_the_notebooks_fifty_layers_relu_vanishes_and_selu_is_healthy() -> None:
    # twenty epochs: the seeds differ in how soon SELU gets going, and one in six hasn't after ten
    keras.utils.set_random_seed(0)
    relu = stack("relu", "lecun_normal", depth=50, units=100)
    selu = stack("selu", "lecun_normal", depth=50, units=100)
    seen = [probe(model, X, Y, epochs=10, mending=False).verdict for model in (relu, selu)]
    assert seen == ["vanishing", "healthy"]
    for model in (relu, selu):
        model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(X, Y, epochs=20, verbose=0)
    assert relu.evaluate(X, Y, verbose=0)[1] < 0.2
    assert selu.evaluate(X, Y, verbose=0)[1] > 0.5


def table(seed: int = 0) -> tuple[Any, Any]:
    x = np.random.default_rng(seed).normal(size=(640, 6)).astype("float32")
    return x, x.sum(axis=1)


def regression(*first: Any) -> keras.Model:
    hidden = keras.layers.Dense(32, activation="relu")
    return keras.Sequential([keras.Input((6,)), *first, hidden, keras.layers.Dense(1)])


def test_a_network_with_a_loss_and_a_schedule_of_ones_own_is_probed() -> None:
    class Falling(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step: Any) -> Any:
            return 0.01 / (1 + 0.001 * keras.ops.cast(step, "float32"))

        def get_config(self) -> dict[str, Any]:
            return {}

    def pinball(y: Any, predicted: Any) -> Any:
        error = y - predicted
        return keras.ops.mean(keras.ops.maximum(0.9 * error, -0.1 * error), axis=-1)

    x, y = table()
    model = regression()
    model.compile(keras.optimizers.Adam(Falling()), pinball, metrics=[pinball])
    assert probe(model, x, y[:, None], epochs=10, mending=False).verdict == "healthy"
    assert model.compiled


class Plain(keras.Model):
    """A model as most people write one: with an `__init__` that takes no settings of Keras."""

    def __init__(self) -> None:
        super().__init__()
        self.first = keras.layers.Dense(24, activation="relu")
        self.last = keras.layers.Dense(1)

    def call(self, inputs: Any) -> Any:
        return self.last(self.first(inputs))


def test_a_model_whose_init_takes_no_settings_is_probed() -> None:
    x, y = table()
    model = Plain()
    model.compile(keras.optimizers.Adam(0.01), "mean_squared_error")
    report = probe(model, x, y, epochs=10, seeds=1, mending=False)
    assert report.verdict == "healthy"


def test_a_named_function_and_a_vocabulary_are_copied() -> None:
    texts = np.array([["good film"], ["bad film"]] * 40, dtype=object)
    words = keras.layers.TextVectorization(output_sequence_length=4)
    words.adapt(texts[:, 0])

    def mean(vectors: Any) -> Any:
        return keras.ops.mean(vectors, axis=1)

    model = keras.Sequential([keras.Input((1,), dtype="string"), words])
    model.add(keras.layers.Embedding(8, 4))
    model.add(keras.layers.Lambda(mean, output_shape=(4,)))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy")
    y = np.tile([1.0, 0.0], 40)
    assert probe(model, texts, y, epochs=20, seeds=1, mending=False).verdict == "healthy"


def test_a_normalization_keeps_what_it_was_adapted_to() -> None:
    x, y = table()
    x = 1000 + 200 * x
    adapted = keras.layers.Normalization()
    adapted.adapt(x)
    model = regression(adapted)
    model.compile("adam", "mean_squared_error")
    report = probe(model, x, y, epochs=10, mending=False)
    assert report.verdict == "healthy"
    assert report.layers[0].std == pytest.approx(1, abs=0.2)


def test_a_network_that_learned_before_isnt_called_faulty_for_a_small_rate() -> None:
    x, y = table()
    model = regression()
    model.compile(keras.optimizers.Adam(0.01), "mean_squared_error")
    model.fit(x, y, epochs=10, verbose=0)
    model.compile(keras.optimizers.Adam(1e-6), "mean_squared_error")
    report = probe(model, x, y, epochs=2, mending=False)
    assert report.verdict == "healthy"
    assert "with those it has" in report.because


def test_steps_go_on_while_the_loss_falls_from_far_off() -> None:
    x, y = table()
    model = regression()
    model.compile(keras.optimizers.Adam(0.003), "mean_squared_error")
    far = probe(model, x, 12 + 0.2 * y, epochs=80, seeds=1, mending=False)
    assert far.verdict == "healthy"
    assert len(far.losses) > 300


def test_nan_in_a_few_samples_is_named_as_the_cause() -> None:
    x, y = table()
    x[600] = np.nan
    model = regression()
    model.compile("adam", "mean_squared_error")
    report = probe(model, x, y, epochs=5)
    assert report.verdict == "non-finite"
    assert "NaN" in report.because
    assert report.mend is None


def test_a_long_refusal_is_cut() -> None:
    x, _ = table()
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    with pytest.raises(ProbeError) as refused:
        probe(model, x, np.full(len(x), 3))
    assert len(str(refused.value)) < 500
