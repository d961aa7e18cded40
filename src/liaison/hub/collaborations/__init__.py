"""Collaborations: what organisations do together, from the idea to the end, and who helped."""
