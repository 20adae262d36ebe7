"""What `import kb` offers to notebooks and programs."""
