"""What `benchmarks/diagnosis.py` diagnoses: real networks rebuilt from facts."""
