"""Recipes as plain Keras programs that need nothing of this project."""

from kb_engine.ejection._eject import Ejected, eject
from kb_engine.ejection._errors import EjectError
from kb_engine.ejection._source import recipe_at

__all__ = ["EjectError", "Ejected", "eject", "recipe_at"]
