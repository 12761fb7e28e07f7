"""Surveys as the registry keeps them: their groups, their state and their release."""

from dataclasses import fields
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from survey.registry import lifecycle
from survey.registry.groups import GroupPlan, Member
from survey.registry.lifecycle import State, Survey
from survey.registry.tables import (
    GroupServiceRow,
    MemberRow,
    ReleaseRow,
    SurveyGroupRow,
    SurveyRow,
)

_APART = {"groups", "released"}
_COLUMNS = tuple(f.name for f in fields(Survey) if f.name not in _APART)


class UnknownSurveyError(Exception):
    """The registry knows no survey of this name."""


class SurveyExistsError(Exception):
    """There is a survey of this name already."""


class FixedError(Exception):
    """What was fixed, the manifest or the release of a survey, never changes."""


def draft(session: Session, survey: Survey) -> None:
    """Enter a new survey with its groups, before anything of it is fixed."""
    if session.get(SurveyRow, survey.name) is not None:
        raise SurveyExistsError(f"There is a survey {survey.name} already.")
    columns = {name: getattr(survey, name) for name in _COLUMNS}
    session.add(SurveyRow(**columns | {"state": State.DRAFT.value}))
    session.flush()
    for plan in survey.groups:
        _enter_group(session, survey.name, plan)
    session.flush()


def revise(session: Session, survey: Survey) -> None:
    """Bring a draft up to date, its groups included; what is open never changes."""
    if find(session, survey.name).state is not State.DRAFT:
        raise FixedError(f"{survey.name} is no draft any more.")
    columns = {name: getattr(survey, name) for name in _COLUMNS}
    session.execute(
        update(SurveyRow)
        .where(SurveyRow.name == survey.name)
        .values(**columns | {"state": State.DRAFT.value})
    )
    _remove_groups(session, survey.name)
    for plan in survey.groups:
        _enter_group(session, survey.name, plan)
    session.flush()


def discard(session: Session, name: str) -> None:
    """Throw a draft away, once nothing else of the registry names it."""
    if find(session, name).state is not State.DRAFT:
        raise FixedError(f"{name} is no draft any more.")
    _remove_groups(session, name)
    session.execute(delete(SurveyRow).where(SurveyRow.name == name))


def hold(session: Session, name: str) -> None:
    """Let the steps of one survey take turns: each waits until the one before ends.

    On SQLite they do so anyway, since a transaction that writes waits for all others.
    """
    row = select(SurveyRow.name).where(SurveyRow.name == name)
    session.execute(row.with_for_update())


def find(session: Session, name: str) -> Survey:
    """Return a survey with its groups."""
    row = session.get(SurveyRow, name, populate_existing=True)
    if row is None:
        raise UnknownSurveyError(f"There is no survey {name}.")
    columns = {column: getattr(row, column) for column in _COLUMNS}
    return Survey(
        **columns | {"state": State(row.state)},
        groups=_groups(session, name),
        released=session.get(ReleaseRow, name) is not None,
    )


def names(session: Session, *states: State) -> tuple[str, ...]:
    """Return the names of all surveys, or of those in some states, newest first."""
    chosen = select(SurveyRow.name).order_by(SurveyRow.opens.desc(), SurveyRow.name)
    if states:
        chosen = chosen.where(SurveyRow.state.in_([state.value for state in states]))
    return tuple(session.scalars(chosen))


def fix_manifest(session: Session, name: str, manifest: bytes) -> None:
    """Record the manifest of a draft. It never changes afterwards."""
    find(session, name)
    recorded = session.scalar(
        update(SurveyRow)
        .where(SurveyRow.name == name, SurveyRow.manifest.is_(None))
        .values(manifest=manifest)
        .returning(SurveyRow.name)
    )
    if recorded is None:
        raise FixedError(f"The manifest of {name} is fixed already.")


def advance(session: Session, name: str, to: State, *, today: date) -> Survey:
    """Take the next step of a survey's life, if all its rules hold."""
    survey = find(session, name)
    lifecycle.check(survey, to, today=today)
    moved = session.scalar(
        update(SurveyRow)
        .where(SurveyRow.name == name, SurveyRow.state == survey.state.value)
        .values(state=to.value)
        .returning(SurveyRow.name)
    )
    current = find(session, name)
    if moved is None:
        lifecycle.check(current, to, today=today)
    return current


def release(session: Session, name: str, document: bytes, *, today: date) -> None:
    """Keep the protected results of a tallied survey, once."""
    survey = find(session, name)
    if survey.released or survey.state is not State.TALLIED:
        raise FixedError(
            f"The results of {name} are released once, after they are tallied."
        )
    session.add(ReleaseRow(survey=name, released_on=today, document=document))
    session.flush()


def amend(session: Session, name: str, document: bytes) -> None:
    """Replace the results of a survey that is counted and not yet published."""
    if find(session, name).state is not State.TALLIED:
        raise FixedError(f"The results of {name} cannot be changed any more.")
    session.execute(
        update(ReleaseRow).where(ReleaseRow.survey == name).values(document=document)
    )


def released(session: Session, name: str) -> bytes | None:
    """Return the released results of a survey, or None where there are none."""
    row = session.get(ReleaseRow, name)
    return row.document if row else None


def _enter_group(session: Session, survey: str, plan: GroupPlan) -> None:
    group = SurveyGroupRow(
        survey=survey, name=plan.name, eligible=plan.eligible, channel=plan.channel
    )
    session.add(group)
    session.flush()
    for body in plan.members:
        session.add(
            MemberRow(
                survey_group=group.number,
                organisation=body.organisation,
                eligible=body.eligible,
            )
        )
    for service in plan.services:
        session.add(GroupServiceRow(survey_group=group.number, name=service))


def _remove_groups(session: Session, survey: str) -> None:
    of_survey = SurveyGroupRow.survey == survey
    numbers = select(SurveyGroupRow.number).where(of_survey)
    for table in (MemberRow, GroupServiceRow):
        session.execute(delete(table).where(table.survey_group.in_(numbers)))
    session.execute(delete(SurveyGroupRow).where(of_survey))


def _groups(session: Session, survey: str) -> tuple[GroupPlan, ...]:
    rows = session.scalars(
        select(SurveyGroupRow)
        .where(SurveyGroupRow.survey == survey)
        .order_by(SurveyGroupRow.number)
    )
    return tuple(
        GroupPlan(
            row.name,
            row.eligible,
            members=_members(session, row.number),
            services=_services(session, row.number),
            channel=row.channel,
        )
        for row in rows
    )


def _members(session: Session, group: int) -> tuple[Member, ...]:
    rows = session.scalars(
        select(MemberRow)
        .where(MemberRow.survey_group == group)
        .order_by(MemberRow.number)
    )
    return tuple(Member(row.organisation, row.eligible) for row in rows)


def _services(session: Session, group: int) -> tuple[str, ...]:
    rows = session.scalars(
        select(GroupServiceRow.name)
        .where(GroupServiceRow.survey_group == group)
        .order_by(GroupServiceRow.number)
    )
    return tuple(rows)
