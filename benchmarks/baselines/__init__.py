"""Rankings anyone could have, measured beside the engine's: see benchmarks/baselines.py."""
