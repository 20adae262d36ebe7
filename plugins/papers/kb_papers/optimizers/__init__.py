"""The Keras optimizers of this package; importing it registers them for loading models."""

from kb_papers.optimizers.lookahead import Lookahead
from kb_papers.optimizers.sam import SharpnessAware

__all__ = ["Lookahead", "SharpnessAware"]
