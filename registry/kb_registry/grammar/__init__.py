"""References as text: one grammar for shells, TOML and Python."""
