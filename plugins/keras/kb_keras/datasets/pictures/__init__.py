"""Pictures, in folders and downloaded."""
