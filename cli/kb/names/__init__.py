"""Names that people type, and what they stand for."""
