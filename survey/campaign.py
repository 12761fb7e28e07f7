"""A whole survey in a few calls, on an installation of its own: for demo and replay.

Answers go over real HTTP to a server process; everything else is what an officer's
commands do.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from analysis import evaluation
from analysis.disclosure import Published
from analysis.results import Results
from survey import closing, config, halfway, opening, publishing, sealing, tally
from survey.database import Databases, connect, migrate, reading
from survey.opening import Documents, OpenedSurvey
from survey.registry import surveys
from survey.registry.lifecycle import Survey
from survey.tally import TallyFacts
from survey.tokens.key_folder import KeyFolder

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Installation:
    """Two databases, token keys, the settings of a server process, today's date."""

    settings: config.Settings
    databases: Databases
    token_keys: KeyFolder
    environ: Mapping[str, str]
    today: date

    def open(self, draft: Survey, documents: Documents) -> OpenedSurvey:
        """Enter a draft and open it; the codes come back and are kept nowhere."""
        complete = replace(documents, token_keys=self.token_keys)
        opening.make_room(self.databases, complete)
        with halfway.both(self.databases, draft.name) as (registry, responses):
            surveys.draft(registry, draft)
            return opening.open_survey(
                registry, responses, draft.name, complete, today=self.today
            )

    def close(self, survey: str) -> None:
        """Close a survey on the day after its last, and leave nothing of an order.

        Everybody has answered: for a throw-away survey the next day has come.
        """
        with (
            self.databases.registry.begin() as registry,
            self.databases.responses.begin() as responses,
        ):
            manifest = closing.close(
                registry, responses, survey, today=self.today + _DAY
            )
        closing.destroy_token_keys(self.token_keys, manifest)

    def tally(
        self,
        survey: str,
        keys: tuple[sealing.PrivateKey, ...],
        facts: TallyFacts | None = None,
    ) -> Published[Results]:
        """Open the answers in memory, score and protect them, and keep the release."""
        with reading(self.databases.responses) as responses:
            opened = tally.open_answers(responses, survey, keys)
        told = tally.survey_facts(opened, facts or tally.known_facts(opened))
        published = evaluation.evaluate(opened.answers, told)
        with self.databases.registry.begin() as registry:
            publishing.release(
                registry,
                survey,
                published,
                questionnaire=opened.questionnaire,
                today=self.today,
            )
        return published

    def publish(self, survey: str) -> None:
        """Show the released results to everybody."""
        with self.databases.registry.begin() as registry:
            publishing.publish(registry, survey, today=self.today)


@contextmanager
def installation(
    home: Path, *, today: date, sample: bool = False, urls: Sequence[str] = ()
) -> Iterator[Installation]:
    """Make an empty installation in a folder.

    `urls` are those of the registry and the responses; without them, both are SQLite
    files of the folder.
    """
    sides = "registry", "responses"
    registry, responses = urls or [f"sqlite:///{home}/{side}.db" for side in sides]
    environ = {
        "SHUDARGA_HOME": str(home),
        "SHUDARGA_SAMPLE": "1" if sample else "",
        "REGISTRY_URL": registry,
        "RESPONSES_URL": responses,
    }
    settings = config.read(environ)
    databases = connect(
        registry_url=settings.registry_url, responses_url=settings.responses_url
    )
    try:
        migrate(databases)
        keys = KeyFolder(settings.token_keys)
        yield Installation(settings, databases, keys, environ, today)
    finally:
        databases.dispose()
