"""What keeps a training from being lost."""
