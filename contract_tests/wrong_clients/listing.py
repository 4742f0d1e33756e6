"""Wrong clients of the checkpoints contract: they send or parse wrong values."""

from __future__ import annotations

from wrong_clients.lenient import LOOSE
from wrong_clients.model import ANSWER, DELETE, QUERY, REQUEST, reads, sends, value

EVERYTHING = "deleteCheckpoint: all arguments, sync"
TWICE = "from urllib.parse import quote; value = quote(value, safe='')"

WRONG_CLIENTS = (
    sends(
        "drops app_name",
        REQUEST,
        value("app_name", "continue"),
        EVERYTHING,
        f"{QUERY} app_name /required",
    ),
    sends(
        "drops the optional partition_id",
        REQUEST,
        value("partition_id", "continue"),
        EVERYTHING,
        f"{QUERY} partition_id /required",
    ),
    sends(
        "lowers the enum",
        REQUEST,
        value("checkpoint_type", "value = value.lower()"),
        "deleteCheckpoint: query checkpoint_type = LAST_READ, sync",
        f"{QUERY} checkpoint_type /enum",
    ),
    sends(
        "encodes a query value twice",
        REQUEST,
        value("stream_name", TWICE),
        "deleteCheckpoint: query stream_name reserved, sync",
        f"{QUERY} stream_name /type",
    ),
    sends(
        "encodes the path twice",
        REQUEST,
        value("project_id", TWICE),
        "deleteCheckpoint: path project_id unicode, sync",
        "DELETE /v2/{}/checkpoints path 1 /type",
    ),
    sends(
        "leaves a slash in the path",
        REQUEST,
        ('text.replace("{", "%7B")', 'text.replace("{", "%7B").replace("%2F", "/")'),
        "deleteCheckpoint: path project_id reserved, sync",
        "DELETE /v2/{}/checkpoints path 1 /type",
    ),
    sends(
        "repeats a key",
        REQUEST,
        value("app_name", "value = [value, value]"),
        EVERYTHING,
        f"{QUERY} app_name /type",
    ),
    sends(
        "cuts a long name",
        REQUEST,
        value("app_name", "value = value[:49]"),
        "deleteCheckpoint: query app_name longest, sync",
        f"{QUERY} app_name /maxLength",
    ),
    sends(
        "counts bytes for characters",
        REQUEST,
        value("app_name", "value = value.encode()[:50].decode(errors='ignore')"),
        "deleteCheckpoint: query app_name longest in unicode, sync",
        f"{QUERY} app_name /maxLength",
    ),
    sends(
        "strips names",
        REQUEST,
        value("stream_name", "value = value.strip('/?#')"),
        "deleteCheckpoint: query stream_name reserved, sync",
        f"{QUERY} stream_name /type",
    ),
    sends(
        "sends the partition as an integer",
        REQUEST,
        value("partition_id", "value = int(value[-10:])"),
        EVERYTHING,
        f"{QUERY} partition_id /pattern",
    ),
    sends(
        "sends an empty optional",
        REQUEST,
        (
            "                continue\n            value = plain(value)",
            "                value = ''\n            value = plain(value) or value",
        ),
        "deleteCheckpoint: no optional arguments, sync",
        f"{QUERY} partition_id /pattern",
    ),
    sends(
        "sends a key of an older version",
        REQUEST,
        value("app_name", "query.append(f'stream_id={value}')"),
        EVERYTHING,
        "DELETE /v2/{}/checkpoints operation",
    ),
    sends(
        "posts",
        DELETE,
        ('"method": "DELETE"', '"method": "POST"'),
        EVERYTHING,
        "* /v2/{}/checkpoints methods",
    ),
    sends(
        "calls version 1",
        DELETE,
        ('"path": "/v2/{project_id}', '"path": "/v1/{project_id}'),
        EVERYTHING,
        "DELETE /v2/{}/checkpoints operation",
    ),
    sends(
        "ends the path with a slash",
        DELETE,
        ('"path": "/v2/{project_id}/checkpoints"', '"path": "/v2/{project_id}/checkpoints/"'),
        EVERYTHING,
        "DELETE /v2/{}/checkpoints operation",
    ),
    sends(
        "mixes names up in async alone",
        "client.py",
        ('"app_name": app_name', '"app_name": stream_name'),
        "showCheckpoint: query app_name example audit, async",
        "GET /v2/{}/checkpoints query app_name /type",
    ),
    sends(
        "renames a member of the body",
        "models/checkpoint_commit.py",
        ('"app_name": app_name', '"appName": app_name'),
        "commitCheckpoint: all arguments, sync",
        "POST /v2/{}/checkpoints body application/json /required/app_name",
    ),
    sends(
        "drops the body",
        REQUEST,
        ("_content(kind, body, value))", 'b"")'),
        "commitCheckpoint: all arguments, sync",
        "POST /v2/{}/checkpoints body /required",
    ),
    sends(
        "sends the body as text",
        REQUEST,
        (
            'headers.append(("Content-Type", media_type))',
            'headers.append(("Content-Type", "text/x"))',
        ),
        "commitCheckpoint: all arguments, sync",
        "POST /v2/{}/checkpoints body application/json",
    ),
    reads(
        "makes something of a 204",
        ANSWER,
        ("response.headers, model, content)", "response.headers, model or {}, content)"),
        "deleteCheckpoint: 204 without content, sync",
        "DELETE /v2/{}/checkpoints response 204 no content",
    ),
    reads(
        "reads JSON from a 204",
        ANSWER,
        (
            "in _EMPTY:\n            return None, None",
            "in _EMPTY:\n            return json.loads(content), None",
        ),
        "deleteCheckpoint: 204 without content, async",
        "DELETE /v2/{}/checkpoints response 204",
    ),
    reads(
        "does not know the gateway's error",
        "models/gateway_error.py",
        ('pop("error_code")', 'pop("errorCode")'),
        "deleteCheckpoint: 400 gateway, sync",
        "DELETE /v2/{}/checkpoints response 400 application/json /anyOf/1/required/error_code",
    ),
    reads(
        "does not know the service's error",
        "models/service_error.py",
        ('pop("errorCode")', 'pop("error_code")'),
        "deleteCheckpoint: 500 service, sync",
        "DELETE /v2/{}/checkpoints response 500 application/json /anyOf/0/required/errorCode",
    ),
    reads(
        "takes 441 for undocumented",
        DELETE,
        ('"441": {', '"442": {'),
        "deleteCheckpoint: 441 service, sync",
        "DELETE /v2/{}/checkpoints response 441 application/json /anyOf/0/required/errorCode",
    ),
    reads(
        "loses the sequence number",
        "models/checkpoint.py",
        ('remaining_.pop("sequence_number", UNSET)', "UNSET"),
        "showCheckpoint: 200 full, sync",
        "GET /v2/{}/checkpoints response 200 application/json /properties/sequence_number/type",
    ),
    *LOOSE,
)
