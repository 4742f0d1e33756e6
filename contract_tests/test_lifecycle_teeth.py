"""Each lifecycle test fails for a wrong provider.

It is not in the stage `provider`, as it does not test a deployment.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
import test_lifecycle as lifecycle
from clausebook.http.transport import AsgiTransport
from reference_service.caller import TARGET, Caller
from reference_service.state import FOREIGN_PROJECT, PROJECT
from wrong_providers.listing import faulty

ALONE = (lifecycle.test_exactly_the_named_checkpoint_is_deleted, ("0",))
REFUSED = lifecycle.test_a_rejected_parameter_deletes_nothing
STRANGER = lifecycle.test_nothing_is_changed_for_the_wrong_caller
CONVICTED_BY: dict[str, tuple[Callable[..., None], tuple[Any, ...]]] = {
    "nothing deleted": ALONE,
    "every partition deleted": ALONE,
    "other stream deleted": ALONE,
    "prefix-matched app deleted": ALONE,
    "other app deleted": ALONE,
    "other partition deleted": ALONE,
    "nothing committed": (lifecycle.test_committing_again_replaces_that_checkpoint_alone, ()),
    "refused request deletes anyway": (REFUSED, ({**TARGET, "app_name": ""}, "DIS.4200")),
    "any enum value accepted": (REFUSED, ({**TARGET, "checkpoint_type": "NOPE"}, "DIS.4200")),
    "missing app_name accepted": (REFUSED, ({**TARGET, "app_name": []}, "DIS.4200")),
    "HEAD deletes": (lifecycle.test_an_undocumented_method_has_no_effect, ("HEAD",)),
    "token ignored": (STRANGER, ("DELETE", PROJECT, {}, 401)),
    "foreign project accepted": (STRANGER, ("DELETE", FOREIGN_PROJECT, None, 403)),
}


@pytest.mark.parametrize("name", CONVICTED_BY)
def test_the_named_test_convicts_the_wrong_provider_alone(name: str) -> None:
    test, arguments = CONVICTED_BY[name]
    for service in (faulty(), faulty(name)):
        with closing(AsgiTransport(service)) as transport:
            if not service.sabotage:
                test(Caller(service, transport), *arguments)
                continue
            with pytest.raises(AssertionError):
                test(Caller(service, transport), *arguments)
