"""What datasets have in common: rows on the disk, checks and division."""
