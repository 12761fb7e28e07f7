"""Reads the options that commands with a file of answers have in common."""

from collections.abc import Sequence

from questionnaires.faults import Fault, FaultsError, fault
from questionnaires.model import Questionnaire


class OptionsError(FaultsError):
    """Options that contradict the questionnaire or themselves."""


def missing_codes(pairs: Sequence[str], questionnaire: Questionnaire) -> dict[str, str]:
    """Return the values of the file that stand for missing codes."""
    known = {missing.code for item in questionnaire.items for missing in item.missing}
    split = [(pair, *pair.partition("=")) for pair in pairs]
    faults = [
        _code_fault(pair, known)
        for pair, value, _sign, code in split
        if not value or code not in known
    ]
    if faults:
        raise OptionsError(faults)
    return {value: code for _pair, value, _sign, code in split}


def _code_fault(pair: str, known: set[str]) -> Fault:
    codes = ", ".join(sorted(known)) or "—"
    return fault(
        f"--missing-code {pair}",
        f"«9=dont_know» мэт бичнэ үү. Санал асуулгын кодууд: {codes}.",
        f"Write it like 9=dont_know. The codes of the questionnaire: {codes}.",
    )
