"""Predict with a LiteRT file: FILE INPUTS.npz OUTPUTS.npy."""

import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter

file, inputs, outputs = sys.argv[1:]
predict = Interpreter(file).get_signature_runner()
(predicted,) = predict(**np.load(inputs)).values()
np.save(outputs, predicted)
