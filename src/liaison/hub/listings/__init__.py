"""Needs and offers that members publish, after the cluster team has looked at them."""
