"""Requests that test clauses one at a time, each differing from a known-good one in one thing."""

from clausebook.resources.draft import Draft
from clausebook.resources.probe import Expect, Probe
from clausebook.resources.valid_requests import valid_request

__all__ = ["Draft", "Expect", "Probe", "valid_request"]
