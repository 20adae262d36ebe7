"""What is wrong with a network: told from its description, from a probe, from a training."""

from kb_engine.diagnosis._check import CheckReport, check, check_built
from kb_engine.diagnosis._mending import can_mend, mend_recipe
from kb_engine.diagnosis._rows import row_of_words
from kb_engine.diagnosis._rulebook import Fault, Rulebook, read_rulebook
from kb_engine.diagnosis._samples_error import SamplesError
from kb_engine.diagnosis._settings import CheckSettings, read_check_settings

__all__ = [
    "CheckReport",
    "CheckSettings",
    "Fault",
    "Rulebook",
    "SamplesError",
    "can_mend",
    "check",
    "check_built",
    "mend_recipe",
    "read_check_settings",
    "read_rulebook",
    "row_of_words",
]
