"""A fresh network looked at and tried for a few steps, before it is trained.

Importing this imports Keras.
"""

from kb_engine.diagnosis.probing._copies import CopyError
from kb_engine.diagnosis.probing._events import write_events
from kb_engine.diagnosis.probing._passes import look_once
from kb_engine.diagnosis.probing._probe import ProbeError, probe
from kb_engine.diagnosis.probing._range import RateRange, rate_range
from kb_engine.diagnosis.probing._rebuild import Mended, mended
from kb_engine.diagnosis.probing._report import Growth, LayerReport, Mend, ProbeReport, Verdict
from kb_engine.diagnosis.probing._usual import alike, together

__all__ = [
    "CopyError",
    "Growth",
    "LayerReport",
    "Mend",
    "Mended",
    "ProbeError",
    "ProbeReport",
    "RateRange",
    "Verdict",
    "alike",
    "look_once",
    "mended",
    "probe",
    "rate_range",
    "together",
    "write_events",
]
