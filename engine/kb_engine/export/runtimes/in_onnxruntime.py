"""Predict with an ONNX file: FILE INPUTS.npz OUTPUTS.npy."""

import sys

import numpy as np
import onnxruntime

file, inputs, outputs = sys.argv[1:]
session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
(predicted,) = session.run(None, dict(np.load(inputs)))
np.save(outputs, predicted)
