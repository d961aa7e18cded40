"""Settings: `base` for all, one small file each for tests, the demo and production."""
