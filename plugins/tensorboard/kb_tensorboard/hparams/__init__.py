"""The HParams page: how a run began, its columns, and how it ended."""
