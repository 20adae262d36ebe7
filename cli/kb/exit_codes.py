"""How a command ended, for shells."""

INTERRUPTED = 130  # 128 + SIGINT, as shells count
READER_GONE = 141  # 128 + SIGPIPE: other tools are ended by this signal when head has seen enough
