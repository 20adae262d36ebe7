"""Rules about normalization, dropout, penalties and constraints."""
