"""What can be wrong with a network, in a word."""

from typing import Literal

Ailment = Literal[
    "vanishing",
    "exploding",
    "dead",
    "saturated",
    "diverging",
    "not learning",
    "non-finite",
]
"""What a probe sees before training, and a watch during it."""
