"""What can't be written as a plain program."""

from kb_registry import KerasBlocksError


class EjectError(KerasBlocksError, RuntimeError):
    """A recipe that can't be written as a plain Keras program, or not faithfully."""

    exit_code = 1


class UnlikeError(EjectError):
    """A program that loads other samples than the recipe, or starts from other weights."""
