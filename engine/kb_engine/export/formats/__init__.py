"""Formats that Keras can write, each with the runtime that it is checked in."""

from kb_engine.export.formats._keras_file import KerasFile
from kb_engine.export.formats._litert import LiteRT
from kb_engine.export.formats._onnx import ONNX
from kb_engine.export.formats._saved_model import SavedModel
from kb_engine.export.formats._weights import Weights

__all__ = ["ONNX", "KerasFile", "LiteRT", "SavedModel", "Weights"]
