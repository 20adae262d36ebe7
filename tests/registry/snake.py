"""What the distribution of these tests registers."""

from kb_registry.installed._discovery import Entry

POINTS = {"kb.activations": {"snake": "snakes:Snake"}, "console_scripts": {"snake": "snakes:main"}}
SNAKE = Entry("kb.activations", "snake", "snakes:Snake", "kb-snake", "1.0")
