"""Keras Blocks: build, train and compare networks from named blocks.

import kb

model = kb.build(act="prelu", init="he_normal", opt="nadam")
run = kb.train(act="prelu", norm="batch_norm", opt="nadam", epochs=20)
"""

from typing import TYPE_CHECKING

from kb_registry import lazy_names

if TYPE_CHECKING:
    from kb_engine.diagnosis import check
    from kb_engine.diagnosis.watching import Watch

    from kb.notebook.api import (
        Choices,
        build,
        components,
        doctor,
        probe,
        recipe,
        resume,
        show,
        train,
        why,
    )
    from kb.notebook.compared import compare
    from kb.notebook.swept import sweep
    from kb.notebook.trained import eject, export, load, mc_predict

__all__ = [
    "Choices",
    "Watch",
    "build",
    "check",
    "compare",
    "components",
    "doctor",
    "eject",
    "export",
    "load",
    "mc_predict",
    "probe",
    "recipe",
    "resume",
    "show",
    "sweep",
    "train",
    "why",
]

if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object
    # with the engine, which most commands of the shell don't need, and with Keras
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "kb.notebook.api": "Choices build components doctor probe recipe resume show train why",
            "kb.notebook.compared": "compare",
            "kb.notebook.swept": "sweep",
            "kb.notebook.trained": "eject export load mc_predict",
            "kb_engine.diagnosis": "check",
            "kb_engine.diagnosis.watching": "Watch",
        },
    )
