"""Opens a survey in a folder and keeps some answers; each is acknowledged on stdout.

`python writing.py FOLDER NUMBER` is what the tests of durability watch and kill.
"""

import os
import sys

from survey import database
from survey.responses import store
from tests.support.fields import manifest, open_field


def main(folder, number):
    opened = database.connect(
        registry_url=f"sqlite:///{folder}/registry.db",
        responses_url=f"sqlite:///{folder}/responses.db",
    )
    database.migrate(opened)
    with opened.responses.begin() as session:
        field = open_field(session, manifest(sizes=(number,)))
    os.write(1, b"OPENED\n")
    for slip in field.all_slips:
        answer = field.answer()
        with opened.responses.begin() as session:
            store.spend_and_keep(session, slip, answer)
        os.write(1, b"KEPT " + answer.leaf.hex().encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
