"""Checking a receipt from downloaded files, in the browser alone and without a net."""

import dataclasses

import pytest

from tests.support import browser as browsers
from tests.support import site
from tests.support.boards import closed_survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]
opened = pytest.fixture(site.opened)


@pytest.fixture(scope="module")
def closed():
    return closed_survey(blind=2, slips=5, posters=0)


@pytest.fixture(scope="module")
def chromium():
    with browsers.chromium() as started:
        yield started


@pytest.fixture
def person(opened, chromium):
    """Return somebody who loaded the page and then lost the net."""
    with (
        site.served(opened.app) as address,
        browsers.visitor(chromium) as someone,
    ):
        someone.page.goto(f"{address}/mn/receipt-check")
        someone.page.wait_for_selector("[data-check]:visible")
        someone.page.wait_for_load_state("networkidle")
        someone.context.set_offline(offline=True)
        someone.accept()
        yield someone


@pytest.fixture
def check(person, tmp_path):
    """Return a function that checks a receipt; it tells the outcome shown."""

    def run(receipt, **documents):
        paths = [tmp_path / f"{name}.json" for name in documents]
        for path, content in zip(paths, documents.values(), strict=True):
            path.write_bytes(content)
        person.page.fill("#receipt", receipt)
        person.page.set_input_files("#files", paths)
        person.page.click("[data-check] button")
        person.page.wait_for_selector("[data-outcome]:visible")
        shown = "[data-outcome]:not([hidden]), [data-trust]:not([hidden])"
        marks = "all => all.map(one => one.dataset.outcome || one.dataset.trust)"
        return person.page.eval_on_selector_all(shown, marks)

    return run


def test_receipts_of_every_channel_are_found_without_a_net(closed, check, person):
    public = {
        "bulletin": closed.publish().to_json(),
        "manifest": closed.manifest.to_json(),
    }

    for channel in ("blind", "slip"):
        receipt = closed.of(channel)[0].leaf.hex()
        assert check(receipt, **public) == ["found", "signed"]
    pasted = f"Receipt: {receipt}\r\nSigned promise: {'0f' * 64}\r\n"
    assert check(pasted, **public) == ["found", "signed"]
    grouped = " ".join(receipt[i : i + 4] for i in range(0, 64, 4))
    assert check(grouped, bulletin=public["bulletin"]) == ["found", "unsigned"]
    person.accept()


def test_a_receipt_that_is_missing_is_told_so(closed, check, person):
    dropped = closed.of("slip")[0]
    kept = [entry for entry in closed.entries if entry is not dropped]
    honest = closed.publish()

    assert check("ab" * 32, bulletin=honest.to_json())[0] == "missing"
    person.accept()
    forgotten = closed.publish(entries=kept)
    assert check(dropped.leaf.hex(), bulletin=forgotten.to_json())[0] == "missing"


def test_a_list_that_was_changed_after_signing_is_refused(closed, check, person):
    board = closed.publish()
    receipt = board.leaves[0].hex()
    other_key = closed.publish(board_key=bytes(range(32)))
    more = dataclasses.replace(board.groups[0], answered=99)
    changed = {
        "dropped": dataclasses.replace(board, entries=board.entries[:-1]),
        "reordered": dataclasses.replace(board, entries=board.entries[::-1]),
        "counted": dataclasses.replace(board, groups=(more, *board.groups[1:])),
    }

    for bulletin in changed.values():
        assert check(receipt, bulletin=bulletin.to_json()) == ["list-unsound"]
    spaced = board.to_json() + b" "
    assert check(receipt, bulletin=spaced) == ["list-unsound"]
    manifest = closed.manifest.to_json()
    forged = other_key.to_json()
    assert check(receipt, bulletin=forged, manifest=manifest) == ["list-unsound"]
    foreign = dataclasses.replace(closed.manifest, version="9").to_json()
    honest = board.to_json()
    assert check(receipt, bulletin=honest, manifest=foreign) == ["manifest-changed"]
    person.accept()


def test_what_is_missing_is_asked_for(closed, check, person):
    assert check("nothing", bulletin=closed.publish().to_json()) == ["receipt"]
    assert check("ab" * 32, manifest=closed.manifest.to_json()) == ["files"]
    person.accept()
