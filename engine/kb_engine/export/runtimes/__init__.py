"""Programs that predict with an exported model, each in a process of its own.

They import a format's runtime and NumPy, and nothing of this project.
"""
