"""What a person may be in the console. One person may have several roles."""

from enum import StrEnum


class Role(StrEnum):
    """A role; the console's table of routes says what each may do."""

    OFFICER = "officer"
    CONTACT = "contact"
    KEY_HOLDER = "key_holder"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
