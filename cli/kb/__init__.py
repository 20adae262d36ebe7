"""Keras Blocks: build, train and compare networks from named blocks.

import kb

model = kb.build(act="prelu", init="he_normal", opt="nadam")
run = kb.train(act="prelu", norm="batch_norm", opt="nadam", epochs=20)
"""

from kb.api import Choices, build, recipe, train

__all__ = ["Choices", "build", "recipe", "train"]
