"""Requests that test clauses one at a time, each differing from a known-good one in one thing."""

from clausebook.probes.draft import NOTHING, Draft
from clausebook.probes.plan import Planner
from clausebook.probes.probe import Probe
from clausebook.probes.samples import known_good

__all__ = ["NOTHING", "Draft", "Planner", "Probe", "known_good"]
