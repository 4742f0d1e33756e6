"""A program that uses the whole client API: checked by mypy, never run."""

from __future__ import annotations

import httpx
from dis_checkpoints import UNSET, Answer, AsyncClient, Client, auth, errors, models


def token() -> str:
    """Return a token."""
    return "t"


async def async_token() -> str:
    """Return a token asynchronously."""
    return "t"


def sync(project: str) -> str | None:
    """Every sync call and every kind of error."""
    timeout = httpx.Timeout(5)
    with Client("https://h", auth=auth.IamToken(token), retries=1, timeout=timeout) as client:
        nothing: None = client.delete_checkpoint(  # type: ignore[func-returns-value]  # that it is None is the point
            project, stream_name="s", app_name="a", checkpoint_type="LAST_READ", partition_id=UNSET
        )
        detailed_response: Answer[None] = client.delete_checkpoint_detailed(
            project, stream_name="s", app_name="a", checkpoint_type="LAST_READ"
        )
        body = models.CheckpointCommit(
            stream_name="s",
            app_name="a",
            checkpoint_type="LAST_READ",
            partition_id="0",
            sequence_number="1",
        )
        client.commit_checkpoint(project, body=body)
        client.commit_checkpoint_detailed(project, body=body)
        checkpoint: models.Checkpoint = client.show_checkpoint(
            project, stream_name="s", app_name="a", checkpoint_type="LAST_READ", partition_id="0"
        )
        detailed = client.show_checkpoint_detailed(
            project, stream_name="s", app_name="a", checkpoint_type="LAST_READ", partition_id="0"
        )
        print(
            nothing,
            detailed_response.status,
            detailed_response.request_id,
            checkpoint.sequence_number,
            detailed.body.metadata,
        )
    try:
        client.close()
    except errors.Refused as error:
        return error.code
    except errors.Broken as error:
        return error.clause
    except errors.InvalidArgument as error:
        return error.parameter
    except errors.NoAnswer:
        return None
    return None


async def awaited(project: str) -> None:
    """Async calls, signed and with a token."""
    signature = auth.Signature("AK", "SK", "token")
    limits = httpx.Limits(max_connections=5)
    async with AsyncClient("https://h", auth=[signature], limits=limits) as client:
        await client.delete_checkpoint(
            project, stream_name="s", app_name="a", checkpoint_type="LAST_READ"
        )
        checkpoint = await client.show_checkpoint(
            project, stream_name="s", app_name="a", checkpoint_type="LAST_READ", partition_id="0"
        )
        print(checkpoint.sequence_number)
    async with AsyncClient("https://h", auth=auth.IamToken(async_token)) as client:
        await client.commit_checkpoint_detailed(
            project,
            body=models.CheckpointCommit(
                stream_name="s",
                app_name="a",
                checkpoint_type="LAST_READ",
                partition_id="0",
                sequence_number="1",
            ),
        )
