"""What distributions register, found, vetted and loaded."""
