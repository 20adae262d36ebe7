"""Components as text and tables, read and written."""
