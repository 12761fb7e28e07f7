"""What moved since the wave before, what did not, and what cannot be told."""

from collections.abc import Iterator, Mapping

from analysis.charts import waves
from analysis.charts.organisations import index_title
from analysis.disclosure import Published
from analysis.figures import Change, Incomparable
from analysis.report.model import Block, Paragraph, Points, Section, Subheading
from analysis.results import Changes, Results
from analysis.wording import Words, number, percent

_MOVED = ("worse", "better")
_MOST_ITEMS = 5
_MOST_STILL = 8
_KINDS = ("indices", "indicators", "items", "experience")


def sections(published: Published[Results], words: Words) -> Iterator[Section]:
    """Yield the comparison with the wave before, if there was one."""
    changes = published.value.changes
    if changes is None:
        return
    titles = {kind: _titles(published.value, kind, words) for kind in _KINDS}
    blocks: list[Block] = [
        Paragraph(_start(published.value, changes, words)),
        Subheading(words.say("What moved")),
        *_moved(changes, titles, words),
        Subheading(words.say("What did not move, as far as can be told")),
        *_still(changes, titles, words),
        *_untold(changes, titles, words),
    ]
    chart = waves.trend(published, words)
    blocks += [chart] if chart else []
    for kind, caption in _captions(words).items():
        table = waves.table(getattr(changes, kind), titles[kind], caption, words)
        blocks += [table] if table else []
    blocks += _organisations(changes, words)
    yield Section("changes", words.say("Since the last survey"), tuple(blocks))


def _titles(results: Results, kind: str, words: Words) -> Mapping[str, str]:
    if kind == "indices":
        return {name: index_title(name, words) for name in results.indices}
    if kind == "indicators":
        parts = results.questionnaire.indicators
        return {part.name: part.title.to(words.language) for part in parts}
    asked = results.questionnaire
    if kind == "experience":
        told = {name: asked.experience_title(name) for name in results.experience}
        return {name: title.to(words.language) for name, title in told.items()}
    items = asked.items
    return {item.name: item.text.to(words.language) for item in items}


def _captions(words: Words) -> dict[str, str]:
    return {
        "indices": words.say("Indices: before and now"),
        "indicators": words.say("Indicators: before and now"),
    }


def _start(results: Results, changes: Changes, words: Words) -> str:
    before = changes.waves[-1]
    return words.say(
        "The survey before had {before} answers, this one has {now}. {count} figures "
        "that were asked in the same words were compared. A difference counts only if "
        "it is larger than chance would make it, also when so many are compared at "
        "once (Benjamini and Hochberg); both surveys are taken as if they had asked "
        "different people, which is cautious.",
        before=number(before.answers),
        now=number(results.answers),
        count=number(changes.tested),
    )


def _told(
    changes: Changes, titles: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, Change]]:
    for kind in _KINDS:
        for name, found in getattr(changes, kind).items():
            if isinstance(found, Change):
                yield kind, titles[kind][name], found


def _moved(
    changes: Changes, titles: Mapping[str, Mapping[str, str]], words: Words
) -> Iterator[Block]:
    moved = [one for one in _told(changes, titles) if one[2].verdict in _MOVED]
    items = sorted(
        (one for one in moved if one[0] == "items"),
        key=lambda one: -abs(one[2].difference),
    )
    chosen = [one for one in moved if one[0] != "items"] + items[:_MOST_ITEMS]
    chosen.sort(key=lambda one: _MOVED.index(one[2].verdict))
    told = [_sentence(*one, words) for one in chosen]
    if len(items) > _MOST_ITEMS:
        rest = len(items) - _MOST_ITEMS
        told.append(words.say("and {count} more questions", count=number(rest)))
    if told:
        yield Points(tuple(told))
    else:
        yield Paragraph(
            words.say("No result moved so far that it can be told from chance.")
        )


def _sentence(kind: str, title: str, found: Change, words: Words) -> str:
    shares = kind == "experience"
    before, after = (
        percent(value) if shares else number(value, 1)
        for value in (found.before, found.after)
    )
    verdict = waves.verdict(found, words)
    return words.say(
        "{title}: {before} before, {after} now ({verdict})",
        verdict=verdict,
        title=title.removesuffix("."),
        before=before,
        after=after,
    )


def _still(
    changes: Changes, titles: Mapping[str, Mapping[str, str]], words: Words
) -> Iterator[Block]:
    still = [
        title
        for _kind, title, found in _told(changes, titles)
        if found.verdict == "not told apart"
    ]
    if not still:
        yield Paragraph(words.say("Every figure that was compared moved."))
        return
    yield Paragraph(
        words.say(
            "{count} figures cannot be told from chance where so many are compared at "
            "once; a small change may still have happened. Among them:",
            count=number(len(still)),
        )
    )
    yield Points(tuple(still[:_MOST_STILL]))


def _untold(
    changes: Changes, titles: Mapping[str, Mapping[str, str]], words: Words
) -> Iterator[Block]:
    reasons = {
        "wording": words.say("asked in other words"),
        "new": words.say("not asked before"),
        "withheld": words.say("not shown in one of the surveys"),
        "few": words.say("too few answers"),
    }
    listed = [
        words.say("{title} ({reason})", title=titles[kind][name], reason=reasons[why])
        for kind in _KINDS
        for name, found in getattr(changes, kind).items()
        if isinstance(found, Incomparable) and (why := found.incomparable)
    ]
    if listed:
        yield Subheading(words.say("What cannot be told"))
        yield Points(tuple(listed))


def _organisations(changes: Changes, words: Words) -> Iterator[Block]:
    for name, found in changes.organisations.items():
        caption = words.say(
            "{title} by organisation: before and now", title=index_title(name, words)
        )
        titles = {organisation: organisation for organisation in found}
        table = waves.table(found, titles, caption, words)
        if table is not None:
            yield table
