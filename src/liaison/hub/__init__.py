"""The product: one package per part of a cluster's business, pages above."""
