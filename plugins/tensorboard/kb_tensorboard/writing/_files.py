"""Files other than event files, replaced as a whole so that a reader never sees half of one."""

import os
import threading


def replace(path: str, content: bytes) -> None:
    """Writes a file, wherever TensorFlow can write.

    Raises:
        tensorflow.errors.OpError: If the folder can't be written to.
    """
    import tensorflow as tf

    folder, _, name = path.rpartition("/")
    tf.io.gfile.makedirs(folder)
    draft = f"{folder}/.{name}.{os.getpid()}.{threading.get_ident()}"
    try:
        with tf.io.gfile.GFile(draft, "wb") as file:
            file.write(content)
        tf.io.gfile.rename(draft, path, overwrite=True)
    finally:
        if tf.io.gfile.exists(draft):
            tf.io.gfile.remove(draft)
