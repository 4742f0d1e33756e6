"""How Hypothesis draws in a run of ours: not by the clock, and not by what an earlier run found.

Hypothesis calls `load_wanted` itself once it is imported (its entry point of that name). To import
it only for this takes longer than to judge many a provider, and most runs draw nothing in pytest.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """Draws at most `max_examples` cases, the same ones in each run unless a seed was given."""

    max_examples: int
    seeded: bool


_wanted: list[Profile] = []


def want(profile: Profile) -> None:
    """Has Hypothesis draw so from now on, or as soon as it is imported."""
    _wanted[:] = [profile]
    if "hypothesis" in sys.modules:
        load_wanted()


def load_wanted() -> None:
    """Loads what was wanted, if anything was: Hypothesis may be imported by anybody."""
    import hypothesis
    from hypothesis import HealthCheck

    for profile in _wanted:
        hypothesis.settings.register_profile(
            "clausebook",
            deadline=None,  # a busy machine is no broken contract
            database=None,  # what an earlier run found does not change what this one does
            derandomize=not profile.seeded,
            max_examples=profile.max_examples,
            # How hard it is to draw what a document allows is no fault of what is judged.
            suppress_health_check=[
                HealthCheck.filter_too_much,
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.large_base_example,
            ],
        )
        hypothesis.settings.load_profile("clausebook")
