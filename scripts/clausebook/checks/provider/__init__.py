"""Checks of a provider, one module a family."""
