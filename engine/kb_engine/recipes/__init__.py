"""The value that decides a result, and its faces."""
