"""Text that says when: 2024-01-05, 5.1.24 12:30, Jan 5, 2024 or 12:30."""

import re
from collections.abc import Collection

FEWEST = 13
"""Fewer different dates may be names, such as those of twelve months or of days of sampling."""

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?"
_YEAR = r"(?:\d{4}|\d{2})"
_DATES = (
    rf"\d{{4}}([-/.]){_DAY}(?:\1{_DAY})?",
    rf"{_DAY}([-/.]){_DAY}\2{_YEAR}",
    rf"(?:{_DAY}(?:st|nd|rd|th|\.)?[- ])?{_MONTH}[- ]{_YEAR}",
    rf"{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
)
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]m)?(?: ?(?:z|utc|gmt|[-+]\d{2}:?\d{2}))?"
_WHEN = re.compile(rf"{_WEEKDAY}(?:{'|'.join(_DATES)})(?:(?:t|,? ){_TIME})?|{_TIME}", re.IGNORECASE)


def are_dates(words: Collection[str]) -> bool:
    """Whether all words are dates or times of day, more of them than names would be."""
    return len(words) >= FEWEST and all(map(_WHEN.fullmatch, words))
