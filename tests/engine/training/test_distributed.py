"""A model made under a distribution strategy is trained by Keras' own loop, in our order."""

import json

import pytest

from tests.preloaded import python

PROGRAM = """
import json, sys
import keras, numpy as np, tensorflow as tf
from kb_engine.training import NonFiniteLossError, epoch_order, fit

[cpu] = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
random = np.random.default_rng(0)
x, y = random.normal(size=(90, 8)).astype("float32"), random.integers(0, 4, 90)

def make():
    keras.utils.set_random_seed(1)
    with tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope():
        model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4, "softmax")])
        model.compile("sgd", "sparse_categorical_crossentropy")
    return model

model, ours = make(), make()
for epoch in range(2):
    order = epoch_order(90, seed=3, epoch=epoch)
    theirs = model.fit(x[order], y[order], batch_size=16, shuffle=False, verbose=0)
history = fit(ours, (x, y), validation=(x, y), epochs=2, batch_size=16, seed=3)
try:
    fit(make(), (x * np.nan, y), epochs=1, batch_size=16, seed=3)
    failure = None
except NonFiniteLossError as error:
    failure = error.step
print(json.dumps({
    "reason": history.compilation.reason,
    "same": all(map(np.allclose, model.get_weights(), ours.get_weights())),
    "loss": [theirs.history["loss"][-1], history.history["loss"][-1]],
    "logs": sorted(history.history),
    "failure": failure,
}))
"""


@pytest.mark.slow
def test_two_logical_devices_train_as_with_keras() -> None:
    done = python("-c", PROGRAM)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["reason"].startswith("MirroredStrategy splits batches")
    assert told["same"]
    assert told["loss"][0] == pytest.approx(told["loss"][1], rel=1e-5)
    assert told["logs"] == ["loss", "val_loss"]
    assert told["failure"] == 0
