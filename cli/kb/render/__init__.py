"""What people look at: tables, progress, drawings, pictures."""
