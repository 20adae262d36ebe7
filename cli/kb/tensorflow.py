"""TensorFlow's start, without its talk.

TensorFlow writes a dozen lines about drivers and instruction sets before its own log level
applies. They come from C++, so that only the file descriptor can hold them back.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


def start_tensorflow() -> None:
    """Import Keras on TensorFlow and find the devices, a matter of seconds.

    What TensorFlow says meanwhile is shown only if it fails.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    with _held_back_unless_it_fails(sys.__stderr__.fileno() if sys.__stderr__ else 2):
        import keras  # noqa: F401 - imported for its start
        import tensorflow as tf

        tf.config.list_logical_devices()


@contextmanager
def _held_back_unless_it_fails(descriptor: int) -> Iterator[None]:
    saved = os.dup(descriptor)
    with tempfile.TemporaryFile() as talk:
        os.dup2(talk.fileno(), descriptor)
        try:
            yield
        except Exception:
            talk.seek(0)
            os.write(saved, talk.read())
            raise
        finally:
            os.dup2(saved, descriptor)
            os.close(saved)
