"""Handwritten digits, the benchmark."""

from kb_registry import DataSpec, Task

from kb_keras.datasets.pictures._downloaded import KerasImages


class MNIST(KerasImages):
    """Handwritten digits: 70,000 images of 28 x 28 pixels in ten classes, downloaded once.

    Of the 60,000 training images 5,000 are set aside for validation, stratified; the 10,000
    test images are the official ones. Pixels are scaled from 0..255 to [0, 1].
    """

    reference = (
        "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document"
        " recognition, doi:10.1109/5.726791"
    )
    known = DataSpec("mnist", (28, 28), Task.CLASSIFICATION, tuple("0123456789"))
    cached = "mnist.npz"
