"""Words that are names, and words that can't be."""

import re

RESERVED_WORDS = frozenset({"none", "true", "false"})
"""Words that mean a value."""

NAME = re.compile(rf"(?!({'|'.join(sorted(RESERVED_WORDS))})\Z)[a-z][a-z0-9_]*")
"""What a recipe can call a component or a field."""

OWN_FIELDS = frozenset(
    {
        *("format", "recipe", "epochs", "batch_size", "seed", "compile", "precision"),
        *("logdir", "resume", "devices", "force", "json", "as_json", "quiet", "help", "context"),
        *("run", "select", "ignore", "explain", "fix", "lr_range", "watch"),
        *("plan", "name", "pair", "seeds", "search", "search_seed", "pruner", "trials", "hours"),
        *("objective", "maximize", "keep_models", "keep_layers"),
        *("jobs", "trial_timeout", "dry_run", "yes"),
    }
)
"""Fields and options that recipes, and the commands that take one, have beside those of kinds."""
