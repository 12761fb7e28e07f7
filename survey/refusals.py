"""Why an answer or a code is not taken; each kind is told differently."""


class CodeRefusedError(Exception):
    """The code does not open a form; the kinds below say what to tell its holder."""


class UnknownCodeError(CodeRefusedError):
    """No survey of ours has printed this code."""


class UsedCodeError(CodeRefusedError):
    """An answer was already counted with this code."""


class VoidCodeError(CodeRefusedError):
    """The card came back, was lost or was printed anew: its code is void."""


class SurveyNotOpenError(CodeRefusedError):
    """The survey takes answers from a later day on."""


class SurveyClosedError(CodeRefusedError):
    """The survey takes no more answers."""


class AlreadyCountedError(Exception):
    """Another answer was already counted with this blind token."""


class WorkRefusedError(Exception):
    """The work for an answer by poster was not done, is over, or was used before."""


class ForgedError(Exception):
    """A token or a signature is not genuine, or belongs to another survey or group."""
