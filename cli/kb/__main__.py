"""`python -m kb`."""

from kb.main import main

main()
