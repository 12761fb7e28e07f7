"""The objects a questionnaire is made of: sections, items, scales, indicators.

They hold no answers, and are valid by construction: `loader` has checked them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from questionnaires.conditions import Condition

FIRST_LANGUAGE = "mn"
KINDS = ("internal", "citizen", "policy", "event")
ITEM_TYPES = ("scale", "choice", "choices", "bands", "text", "crosswise")
TEXT_LIMIT = 2000
SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in several languages, by language code."""

    languages: Mapping[str, str]

    def __hash__(self) -> int:
        """Return a hash, so that texts may stand in frozen objects."""
        return hash(tuple(sorted(self.languages.items())))

    def to(self, language: str) -> str:
        """Return the text in a language, else in Mongolian."""
        return self.languages.get(language, self.languages[FIRST_LANGUAGE])


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen; without a score it is not measured."""

    value: int | str
    label: Text
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A way of not answering that a person can choose, such as "don't know"."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Scale:
    """Options in the order shown, shared by several items."""

    name: str
    points: tuple[Option, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """How much an indicator counts in its index, and who says so."""

    value: float
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """What several items measure together; part of one index."""

    name: str
    index: str
    weight: Weight
    title: Text


@dataclass(frozen=True, slots=True)
class Cut:
    """A breakdown that may be published: one variable, or two crossed."""

    by: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name under which results of this cut stand."""
        return " × ".join(self.by)


@dataclass(frozen=True, slots=True)
class Experience:
    """Makes an item a rate: the share of `yes` among those where `among` holds."""

    yes: tuple[int | str, ...]
    among: Condition | None


@dataclass(frozen=True, slots=True)
class JointExperience:
    """A rate over several items: the share of people who had any of their experiences.

    Somebody had none where every one of the items was answered so.
    """

    name: str
    parts: tuple[str, ...]
    title: Text


@dataclass(frozen=True, slots=True)
class Crosswise:
    """Two statements, of which a person says only whether both are alike true.

    `harmless_p` is the share of people of whom the harmless statement is true.
    `anchor` names the item whose sensitive statement is true of nobody.
    """

    harmless: Text
    harmless_p: float
    sensitive: Text
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    `options` are the answers of a scale, choice, choices, bands or crosswise item;
    `bounds` the upper bounds of bands (None: open). `source` is "services" where
    the options come from the survey's services.
    """

    name: str
    type: str
    text: Text
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    missing: tuple[Missing, ...] = ()
    indicator: str | None = None
    reversed: bool = False
    core: bool = True
    required: bool = False
    when: Condition | None = None
    bounds: tuple[float | None, ...] = ()
    limit: int = TEXT_LIMIT
    experience: Experience | None = None
    crosswise: Crosswise | None = None
    source: str | None = None

    @property
    def scores(self) -> Mapping[int | str, float]:
        """Return the measured options: value → 0–100, reversed where the item is."""
        raw = {o.value: o.score for o in self.options if o.score is not None}
        if len(set(raw.values())) < 2:  # noqa: PLR2004  a scale needs two ends
            return MappingProxyType({})
        low, high = min(raw.values()), max(raw.values())
        shares = {value: (score - low) / (high - low) for value, score in raw.items()}
        return MappingProxyType(
            {v: 100 * (1 - s if self.reversed else s) for v, s in shares.items()}
        )

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions on which it is asked, or counted as an experience."""
        among = self.experience.among if self.experience else None
        return tuple(one for one in (self.when, among) if one is not None)

    @property
    def filters(self) -> frozenset[str]:
        """Return the earlier items whose answers the conditions look at."""
        return frozenset(name for one in self.conditions for name in one.names)


@dataclass(frozen=True, slots=True)
class Section:
    """Items that belong together under one heading."""

    name: str
    title: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole questionnaire in one version.

    `contact` says whom respondents can ask, `follow_up` what will be done with the
    results; both may be missing.
    """

    format: int
    name: str
    version: str
    kind: str
    source: str
    minutes: int
    title: Text
    introduction: Text
    scales: tuple[Scale, ...]
    indicators: tuple[Indicator, ...]
    sections: tuple[Section, ...]
    cuts: tuple[Cut, ...]
    experiences: tuple[JointExperience, ...] = ()
    outcome: str | None = None
    contact: Text | None = None
    follow_up: Text | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """Return all items in the order in which they are asked."""
        return tuple(item for section in self.sections for item in section.items)

    def item(self, name: str) -> Item:
        """Return an item by its name; raise KeyError if there is none."""
        return {item.name: item for item in self.items}[name]

    def experience_title(self, name: str) -> Text:
        """Return what an experience is called, of one item or of several."""
        joint = {one.name: one.title for one in self.experiences}
        return joint[name] if name in joint else self.item(name).text
