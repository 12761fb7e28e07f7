"""`python -m survey.metrics PORT URL HOME PLACE`: the process that shows figures.

`shudarga serve` starts it; it ends when its standard input does, and so never outlives
whoever started it.
"""

import sys
from pathlib import Path

from survey.metrics import exporter
from survey.metrics.exporter import Site


def main(port: str, url: str, home: str, place: str) -> None:
    """Show figures until the standard input ends."""
    exporter.begin(int(port), Site(url, Path(home)), Path(place))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
