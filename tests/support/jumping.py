"""The application of a server whose clock can jump: a file says by how many days."""

import os
from datetime import timedelta
from pathlib import Path

from survey import config
from survey.database import connect
from survey.web.app import Services, create_app
from survey.web.wsgi import end_at_once_while_loading, today

CLOCK = "SHUDARGA_SOAK_CLOCK"


def application():
    end_at_once_while_loading()
    settings = config.read(os.environ)
    databases = connect(
        registry_url=settings.registry_url, responses_url=settings.responses_url
    )
    file = Path(os.environ[CLOCK])
    return create_app(
        Services(databases, settings, lambda: today() + days(file.read_text()))
    )


def days(text):
    return timedelta(days=int(text or 0))
