"""The Keras optimizers of this package; importing it registers them with Keras."""

from kb_papers.optimizers.lookahead import Lookahead

__all__ = ["Lookahead"]
