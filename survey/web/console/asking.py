"""Hands long work over to the queue of this installation, from a page."""

from typing import cast

from flask import current_app

from survey import tasks as queue
from survey.tasks import Shop, Tasks
from survey.web.services import services

_TASKS = "tasks"


def tasks() -> Tasks:
    """Return what can be asked of the worker; the queue is opened when it is needed."""
    found = current_app.extensions.get(_TASKS)
    if found is None:
        used = services()
        made = queue.tasks(Shop(used.databases, used.settings, used.now))
        found = current_app.extensions.setdefault(_TASKS, made)
    return cast("Tasks", found)
