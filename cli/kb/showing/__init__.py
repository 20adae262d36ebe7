"""What `kb show` shows: components and runs."""
