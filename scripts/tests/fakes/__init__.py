"""Fixture APIs, fake servers and runs that several tests share; no test of its own."""
