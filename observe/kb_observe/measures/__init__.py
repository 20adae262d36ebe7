"""Tensors turned into numbers, in plain NumPy."""

from kb_observe.measures._drift import drift_of_mean, drift_of_variance
from kb_observe.measures._figures import figures
from kb_observe.measures._moments import BINS, BLOCK, Summary, measurable, obstacle, summarize
from kb_observe.measures._rest import FLAT, dead_share, saturated_share
from kb_observe.measures._updates import update_ratio

__all__ = [
    "BINS",
    "BLOCK",
    "FLAT",
    "Summary",
    "dead_share",
    "drift_of_mean",
    "drift_of_variance",
    "figures",
    "measurable",
    "obstacle",
    "saturated_share",
    "summarize",
    "update_ratio",
]
