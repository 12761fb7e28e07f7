"""A staff survey with groups that are invited, on an installation of its own."""

from dataclasses import replace

from survey import joining
from survey.tokens import asking
from tests.support import staff


def draft(eligible=(20, 24), *, invited=1, **more):
    """Return a draft whose first groups are invited, and the others have slips."""
    plain = staff.draft(eligible, **more)
    groups = [
        replace(group, channel="blind" if number < invited else "slip")
        for number, group in enumerate(plain.groups)
    ]
    return replace(plain, groups=tuple(groups))


def codes(opened):
    """Return the codes of all invitations."""
    by_organisation = [drawn.values() for drawn in opened.invitations.values()]
    return [code for drawn in by_organisation for found in drawn for code in found]


def group(opened):
    """Return the first group that is invited."""
    return next(g for g in opened.manifest.groups if g.channel == "blind")


def ask(opened):
    """Blind a message, as the browser of an invited person does."""
    found = group(opened)
    return asking.ask(opened.manifest.digest, found.key_id, found.token_key)


def exchange(site, code, blinded, *, today=staff.TODAY):
    """Exchange an invitation in a transaction of its own."""
    with site.databases.registry.begin() as session:
        claimed = joining.exchange(session, site.token_keys, code, blinded, today=today)
    return claimed.sign()


def collect(site, opened, code):
    """Collect a token with an invitation."""
    asked = ask(opened)
    return asking.collect(asked, exchange(site, code, asked.blinded.message))


def state(site, code):
    """Return where an invitation stands."""
    with site.databases.registry() as session:
        return joining.state(session, code)
