"""Wrong clients that accept invalid calls or responses, or leak their secret."""

from __future__ import annotations

from wrong_clients.model import ANSWER, DELETE, QUERY, REQUEST, lets, shows, swallows

PATTERN = 'faults.append((path, f"does not match {shown_}", value))'
LENGTH = "                if count < limit if least else count > limit:\n"
LOOSE = (
    lets(
        "lets one character too many pass",
        "_keywords.py",
        (LENGTH, "                if count < limit if least else count > limit + 1:\n"),
        "deleteCheckpoint: query app_name /maxLength: 51 letters",
        f"{QUERY} app_name /maxLength",
    ),
    lets(
        "lets an empty name pass",
        "_keywords.py",
        (LENGTH, "                if count > limit and not least:\n"),
        "deleteCheckpoint: query app_name /minLength: 0 characters",
        f"{QUERY} app_name /minLength",
    ),
    lets(
        "takes any case of an enum",
        "_keywords.py",
        ("if value in texts:", "if value.upper() in texts:"),
        "deleteCheckpoint: query checkpoint_type /enum: 'LAST_READ' in other case",
        f"{QUERY} checkpoint_type /enum",
    ),
    lets(
        "does not look at patterns",
        "_keywords.py",
        (PATTERN, "pass"),
        "deleteCheckpoint: query partition_id /pattern: a newline behind it",
        f"{QUERY} partition_id /pattern",
    ),
    lets(
        "ends a pattern before a newline",
        DELETE,
        (r"[0-9]+)\\Z", "[0-9]+)$"),
        "deleteCheckpoint: query partition_id /pattern: a newline behind it",
        f"{QUERY} partition_id /pattern",
    ),
    lets(
        "sends what must be given as nothing",
        REQUEST,
        (
            "            value = plain(value)\n",
            "            if value is None:\n                continue\n"
            "            value = plain(value)\n",
        ),
        "deleteCheckpoint: query app_name: None",
        f"{QUERY} app_name /required",
    ),
    swallows(
        "takes every status below 400 for success",
        ANSWER,
        (
            "        if known is None:\n",
            "        if known is None and status < 400:\n"
            "            return Answer(status, response.headers, None, content)\n"
            "        if known is None:\n",
        ),
        "deleteCheckpoint: responses : an undocumented 302",
        "DELETE /v2/{}/checkpoints responses",
    ),
    swallows(
        "does not look for bytes behind a 204",
        ANSWER,
        ("if status in _EMPTY:", "if status in ():"),
        "deleteCheckpoint: response 204 no content : with a body",
        "DELETE /v2/{}/checkpoints response 204 no content",
    ),
    swallows(
        "does not look at what a 204 announces",
        ANSWER,
        ('get(name, "0") != "0"', 'get(name, "0") == "-"'),
        "deleteCheckpoint: response 204 no content : with a body announced",
        "DELETE /v2/{}/checkpoints response 204 no content",
    ),
    swallows(
        "reads JSON whatever its media type",
        ANSWER,
        (
            "if sent and candidate in known.bodies:",
            "if candidate or known.bodies:\n"
            "                return next(iter(known.bodies.values()))\n"
            "            if sent and candidate in known.bodies:",
        ),
        "showCheckpoint: response 200 application/json : of no type",
        "GET /v2/{}/checkpoints response 200 application/json",
    ),
    swallows(
        "takes NaN for JSON",
        ANSWER,
        (", parse_constant=_reject", ""),
        "deleteCheckpoint: response 400 application/json : NaN",
        "DELETE /v2/{}/checkpoints response 400 application/json",
    ),
    swallows(
        "does not look at the types in a body",
        "_keywords.py",
        ('faults.append((path, f"must be a string, not {_kind(value)}", value))', "pass"),
        "showCheckpoint: response 200 application/json /properties/sequence_number/type:"
        " a whole number in place of string (200 full)",
        "GET /v2/{}/checkpoints response 200 application/json /properties/sequence_number/type",
    ),
    swallows(
        "does not miss a member",
        "_keywords.py",
        ("if name not in value:", "if name not in value and name != 'errorCode':"),
        "deleteCheckpoint: response 400 application/json /anyOf/0/required/errorCode:"
        " an object without it (400 service)",
        "DELETE /v2/{}/checkpoints response 400 application/json /anyOf/0/required/errorCode",
    ),
    shows(
        "puts the token elsewhere",
        "auth.py",
        ('"X-Auth-Token"', '"X-Token"'),
        "apiKey header X-Auth-Token",
    ),
    shows(
        "shows the token in the query too",
        "_auth.py",
        (
            '        if self.place == "header":\n',
            '        if self.place == "header":\n'
            '            request.url = request.url.copy_merge_params({"token": secret})\n',
        ),
        "apiKey header X-Auth-Token",
    ),
    shows(
        "signs with the secret in other case",
        "_signing.py",
        (
            "return SecretKey(access_key, secret_key,",
            "return SecretKey(access_key, secret_key.upper(),",
        ),
        "apiKey header X-Sdk-Date + http SDK-HMAC-SHA256",
    ),
)
