"""Tables of the registry: who may answer, and how far each survey is.

No table holds an answer, a slip's code or its hash; those stay with the collector.
Claims know no person, and persons know no claim.
"""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class RegistryBase(DeclarativeBase):
    """Base of the tables that may know an organisation, and never an answer."""


class OrganisationRow(RegistryBase):
    """A body of the district. A row reveals its place, kind and number of staff.

    One that is retired keeps its row, so that its name is never given to another.
    """

    __tablename__ = "organisation"

    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    headcount: Mapped[int]
    parent: Mapped[int | None] = mapped_column(ForeignKey("organisation.number"))
    retired: Mapped[date | None]


class ServicePointRow(RegistryBase):
    """A place where an organisation serves citizens."""

    __tablename__ = "service_point"
    __table_args__ = (UniqueConstraint("organisation", "name"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[int] = mapped_column(ForeignKey("organisation.number"))
    name: Mapped[str]


class ServiceRow(RegistryBase):
    """A service that citizens receive at a service point."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("service_point", "name"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    service_point: Mapped[int] = mapped_column(ForeignKey("service_point.number"))
    name: Mapped[str]


class SurveyRow(RegistryBase):
    """A questionnaire in the field between two dates, and how far it has come."""

    __tablename__ = "survey"

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    questionnaire: Mapped[str]
    version: Mapped[str]
    opens: Mapped[date]
    answers_open: Mapped[date]
    closes: Mapped[date]
    keep_until: Mapped[date]
    group_floor: Mapped[int]
    sample: Mapped[bool]
    state: Mapped[str]
    manifest: Mapped[bytes | None] = mapped_column(LargeBinary)


class SurveyGroupRow(RegistryBase):
    """Those who answer together in a survey. A row reveals how many they are."""

    __tablename__ = "survey_group"
    __table_args__ = (UniqueConstraint("survey", "name"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"))
    name: Mapped[str]
    eligible: Mapped[int]
    channel: Mapped[str]


class MemberRow(RegistryBase):
    """An organisation in a group, with its staff at the opening.

    It is named and not linked: a later roster must not change a survey.
    """

    __tablename__ = "survey_member"
    __table_args__ = (UniqueConstraint("survey_group", "organisation"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    survey_group: Mapped[int] = mapped_column(ForeignKey("survey_group.number"))
    organisation: Mapped[str]
    eligible: Mapped[int]


class HandoverRow(RegistryBase):
    """Slips handed out in an organisation by a signed act; returned ones are negative.

    A row reveals how many people took a slip, not who, on which day, or who answered.
    """

    __tablename__ = "handover"

    number: Mapped[int] = mapped_column(primary_key=True)
    survey_member: Mapped[int] = mapped_column(ForeignKey("survey_member.number"))
    slips: Mapped[int]
    act: Mapped[str]


class LeftoverRow(RegistryBase):
    """Slips that came back by a signed act, and how many were voided by their codes.

    A row reveals how many people of an organisation took no slip, never who.
    """

    __tablename__ = "leftover"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"))
    body: Mapped[str]
    slips: Mapped[int]
    voided: Mapped[int]
    act: Mapped[str]


class ClaimRow(RegistryBase):
    """The hash of an invitation, and a mark for its having been exchanged for a token.

    Rows exist from the opening on and only change bytes for as many other bytes:
    `blinded` is the SHA-256 of the blinded message that was signed, random before.
    A row reveals that some invitation of an organisation was exchanged: not whose,
    not when, and nothing of the token.
    """

    __tablename__ = "claim"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 SQLAlchemy's form

    invitation: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    survey_group: Mapped[int]
    survey_member: Mapped[int]
    claimed: Mapped[bool]
    blinded: Mapped[bytes] = mapped_column(LargeBinary(32))


class PersonRow(RegistryBase):
    """A civil servant to whom invitations are mailed.

    A row reveals where somebody works. It is never joined with a claim: which code
    went to whom stands in the letter alone.
    """

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(primary_key=True)
    organisation: Mapped[str]
    name: Mapped[str]


class GroupServiceRow(RegistryBase):
    """A service that the people of a group may name in a citizens' survey."""

    __tablename__ = "survey_service"
    __table_args__ = (UniqueConstraint("survey_group", "name"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    survey_group: Mapped[int] = mapped_column(ForeignKey("survey_group.number"))
    name: Mapped[str]


class ReleaseRow(RegistryBase):
    """The results of a survey as they were released: once, and protected before."""

    __tablename__ = "survey_release"

    survey: Mapped[str] = mapped_column(ForeignKey("survey.name"), primary_key=True)
    released_on: Mapped[date]
    document: Mapped[bytes] = mapped_column(LargeBinary)
