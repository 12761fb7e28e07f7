"""What the pages need from the rest of the application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from flask import Flask, current_app

from survey.commits import SharedCommits
from survey.config import Settings
from survey.database import Databases

_NAME = "survey"
_COMMITS = "commits"


def utc_now() -> datetime:
    """Return this moment in universal time, as databases keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Services:
    """The databases, the settings, what day it is, and the moment of officers' acts."""

    databases: Databases
    settings: Settings
    clock: Callable[[], date]
    now: Callable[[], datetime] = utc_now


def services() -> Services:
    """Return the services of the application that answers this request."""
    return cast("Services", current_app.extensions[_NAME])


def share_commits(app: Flask) -> SharedCommits:
    """Let the answers of many people share their commits in an application."""
    found: Services = app.extensions[_NAME]
    made = SharedCommits(found.databases.responses)
    app.extensions[_COMMITS] = made
    return made


def answer_commits() -> SharedCommits:
    """Return what lets answers of many people share their commits."""
    return cast("SharedCommits", current_app.extensions[_COMMITS])
