"""The register of contacts: meetings, calls and visits of a cluster's team, and what follows."""
