"""Values written as event files."""
