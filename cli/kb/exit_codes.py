"""How a command ended, for shells."""

INTERRUPTED = 130  # 128 + SIGINT, as shells count
