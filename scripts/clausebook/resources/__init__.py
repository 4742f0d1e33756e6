"""Requests that test clauses one at a time, each differing from a known-good one in one thing."""

from clausebook.resources.draft import Draft
from clausebook.resources.probe import Probe
from clausebook.resources.valid_requests import valid_request

__all__ = ["Draft", "Probe", "valid_request"]
