"""Words that mean a value, and so can't be names."""

RESERVED_WORDS = frozenset({"none", "true", "false"})
