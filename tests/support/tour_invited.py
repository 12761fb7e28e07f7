"""The stops of a tour that invited people come by: the invitation, and the token."""

from survey.tokens import codes
from tests.support import browser as browsers
from tests.support import town as towns
from tests.support.respondent import Respondent


def invitation(someone, see):
    """With an invitation: the code, the token, where it is kept, and the form."""
    code = next(someone.town.codes.invitations)
    _typed(someone, see, code)
    _collected(someone, see, code)
    _kept(someone, see)
    _used_and_deleted(someone, see)


def _typed(someone, see, code):
    page = someone.page
    someone.visit("join", at=someone.town.issuer)
    someone.person.see("code")
    see("invitation-code")
    page.fill("#code", codes.new_code())
    someone.person.go("open")
    page.wait_for_selector("[data-code-wrong]:visible")
    see("invitation-code-wrong")
    page.fill("#code", code)
    someone.person.go("open")
    someone.person.see("explain")
    see("invitation-typed")


def _collected(someone, see, code):
    page, digest = someone.page, someone.town.digests[towns.STAFF]
    page.goto("about:blank")
    someone.visit(f"join#{code}.{digest}", at=someone.town.issuer)
    someone.person.see("explain")
    see("invitation")
    page.route("**/join/exchange", lambda route: route.abort())
    someone.person.go("collect")
    page.wait_for_selector("[data-working='waiting']:visible")
    see("invitation-waits")
    page.unroute("**/join/exchange")
    page.wait_for_function(_ONLINE_UNTIL_HELD)
    see("token-held")


_ONLINE_UNTIL_HELD = """() => {
  window.dispatchEvent(new Event("online"));
  return document.querySelector("[data-view=held]:not([hidden])");
}"""


def _kept(someone, see):
    page = someone.page
    someone.person.go("draw")
    page.wait_for_selector("[data-code-place] svg")
    with page.expect_download():
        someone.person.go("save")
    someone.person.go("delete")
    page.wait_for_selector("[data-delete]:visible")
    see("token-held-all-shown")


def _used_and_deleted(someone, see):
    page = someone.page
    page.click("[data-view='held'] [data-answer-now]:visible")
    someone.person.see("found")
    see("token-found")
    page.click("[data-begin]")
    someone.asked()
    see("questions-by-token")
    someone.visit("token")
    someone.person.see("found")
    someone.person.go("delete")
    someone.person.go("delete-surely")
    someone.person.see("deleted")
    see("token-deleted")
    someone.visit("token")
    someone.person.see("empty")
    see("token-empty")


def invitation_refused(someone, see):
    """An invitation that was used elsewhere, one that is early, and an unknown one."""
    code = next(someone.town.codes.invitations)
    digest = someone.town.digests[towns.STAFF]
    with browsers.visitor(someone.page.context.browser) as first:
        Respondent(first, someone.town, someone.language).collect(code)
    someone.visit(f"join#{code}.{digest}", at=someone.town.issuer)
    someone.person.see("elsewhere")
    see("invitation-used-elsewhere")
    someone.page.goto("about:blank")
    someone.visit(f"join#{codes.new_code()}.{digest}", at=someone.town.issuer)
    someone.person.see("refused")
    see("invitation-unknown")
    _early(someone, see)
    _asked_whether_collected(someone, see, code)


def _early(someone, see):
    early = next(someone.town.codes.early_invitations)
    pin = someone.town.digests[towns.EARLY]
    someone.page.goto("about:blank")
    someone.visit(f"join#{early}.{pin}", at=someone.town.issuer)
    someone.person.see("explain")
    someone.person.go("collect")
    someone.person.see("held")
    see("token-held-early")
    someone.page.click("[data-view='held'] [data-answer-now]:visible")
    someone.person.see("found")
    see("token-found-early")


def _asked_whether_collected(someone, see, code):
    someone.visit("join/check", at=someone.town.issuer)
    see("was-a-token-collected")
    unused = next(someone.town.codes.invitations)
    for name, asked in (("wrong", "AAAA"), ("yes", code), ("no", unused)):
        someone.visit("join/check", at=someone.town.issuer)
        someone.page.fill("#code", asked)
        someone.page.click("main form button")
        someone.page.wait_for_load_state()
        see(f"was-a-token-collected-{name}")
