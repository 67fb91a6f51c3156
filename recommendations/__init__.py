"""Pairs content with products and says why. Knows no shop; see ``contract.py``."""
