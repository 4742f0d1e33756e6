"""`serve`: runs the application or a mock on loopback and prints a verdict for each request.

The mock, the judge and the log have rooms of their own.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any, NoReturn

import uvicorn

from clausebook.config.application import load_application
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun
from clausebook.http.asgi import Application
from clausebook.http.listener import HOST, bound
from clausebook.http.redaction import Secrets
from clausebook.judge import Judge
from clausebook.judge.verdict_log import VerdictLog
from clausebook.mock import MockProvider
from clausebook.openapi import Document, load

_GRACE_SECONDS = 3


def serve(settings: Settings, port: int, database: Path | None, *, docs: bool = False) -> NoReturn:
    """Serves the application, or a mock of the document, until it is interrupted.

    The mock accepts any credential. `port` 0 means a free one; `docs` adds the site at
    /docs/.

    Raises:
        CannotRun: the document, the application, the database or the port cannot be used.
        KeyboardInterrupt: Ctrl-C, after the responses to open requests.
    """
    document = load(settings.spec)
    judge = Judge(document)
    application = _application(settings, document, database)
    # Requests may carry the token, which must not remain in a log.
    secrets = Secrets([token] if (token := getattr(application, "token", "")) else [])
    served: Application = VerdictLog(
        application, judge, lambda line: print(secrets.mask(line), flush=True)
    )
    if docs:
        served = _with_site(served, document, settings, token)
    with bound(port) as listener:
        base_url = f"http://{HOST}:{listener.getsockname()[1]}"
        for line in introduction(application, base_url):
            print(line, flush=True)
        if docs:
            print(f"{base_url}/docs/", flush=True)
        config = uvicorn.Config(
            served,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
    if not server.started:
        raise CannotRun(f"{settings.application} does not start; see its output")
    raise KeyboardInterrupt  # the only way it ends


def _application(settings: Settings, document: Document, database: Path | None) -> Any:
    if settings.application:
        return load_application(settings, database)
    if database is not None:
        raise CannotRun("a mock made from a document has no database; leave out --database")
    return MockProvider(document)


def _with_site(
    application: Application, document: Document, settings: Settings, token: str
) -> Application:
    from clausebook.docs.programs import Programs
    from clausebook.docs.site import site_files
    from clausebook.docs.try_it import TryIt

    programs = Programs(document, settings.generated).shown()
    return TryIt(application, document, site_files(document, settings, programs), token)


def introduction(application: Any, base_url: str) -> list[str]:
    """The base URL and a client's credentials; they are new at each start, so safe to print."""
    lines = [base_url]
    if hasattr(application, "token"):
        lines.append(f"export TOKEN={shlex.quote(application.token)}")
    if hasattr(application, "exports"):
        exports = application.exports(base_url)
        lines += [f"export {name}={shlex.quote(value)}" for name, value in exports.items()]
    return lines
