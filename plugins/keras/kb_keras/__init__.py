"""Every block that Keras ships, as components."""
