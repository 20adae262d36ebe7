"""Predict with a SavedModel, without Keras: FOLDER INPUTS.npz OUTPUTS.npy."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
sys.modules["keras"] = None  # type: ignore[assignment]  # so that nothing can import it

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

folder, inputs, outputs = sys.argv[1:]
predict = tf.saved_model.load(folder).signatures["serving_default"]
rows = {name: tf.constant(values) for name, values in np.load(inputs).items()}
(predicted,) = predict(**rows).values()
np.save(outputs, predicted)
