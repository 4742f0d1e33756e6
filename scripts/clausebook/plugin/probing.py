"""The provider checks of this run's document, for the tests that are made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clausebook.checks.provider import provider_checks
from clausebook.finding import CannotRun
from clausebook.plugin.asked import asked, settings_of

if TYPE_CHECKING:
    from clausebook.checks.properties import Property
    from clausebook.checks.provider import ProviderCheck


def properties_for(config: pytest.Config) -> list[Property]:
    """Every property of the provider; a document that cannot be used fails the collection."""
    from clausebook.checks.properties import prepare, properties_of

    try:
        document = settings_of(config).document
        if asked(config, "url"):
            prepare(document)
        return properties_of(document)
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error


def checks_for(config: pytest.Config) -> list[ProviderCheck]:
    """Every provider check; a document or facts that cannot be used fail the collection."""
    run = settings_of(config)
    try:
        return list(provider_checks(run.document, run.facts))
    except CannotRun as error:
        raise pytest.Collector.CollectError(str(error)) from error
