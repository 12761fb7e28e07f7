"""Makes the application for a server from the environment and the clock."""

import os
from datetime import date, datetime, timedelta, timezone

from flask import Flask

from survey import config
from survey.database import connect
from survey.web import meter
from survey.web.app import Services, create_app

_ULAANBAATAR = timezone(timedelta(hours=8))


def application() -> Flask:
    """Return the application that the environment describes."""
    settings = config.read(os.environ)
    databases = connect(
        registry_url=settings.registry_url, responses_url=settings.responses_url
    )
    app = create_app(Services(databases, settings, today))
    if place := os.environ.get(meter.PLACE):
        meter.measure(app, place)
    return app


def today() -> date:
    """Return what day it is in the district."""
    return datetime.now(_ULAANBAATAR).date()
