"""Asks pip-audit whether packages of a lock file have known weaknesses.

Ends with 1 where there are some, and with 2 where nobody knows: the service did not
answer, or not for every package. Silence is never taken for a good answer.
"""

import json
import subprocess
import sys
from pathlib import Path

SOUND, WEAK, UNKNOWN = range(3)
_COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--format", "json"),
    *("--require-hashes", "--disable-pip", "--progress-spinner", "off", "-r"),
)


def main(lock: Path) -> int:
    """Ask about every package of a lock file, and say what is known."""
    done = subprocess.run(  # noqa: S603 our own words
        [*_COMMAND, str(lock)], capture_output=True, text=True, check=False
    )
    verdict, told = judged(done.stdout)
    sys.stdout.write(f"{lock}: {told}\n")
    return verdict


def judged(reply: str) -> tuple[int, str]:
    """Return a verdict on what pip-audit wrote, and a sentence for the reader."""
    try:
        packages = json.loads(reply)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return UNKNOWN, "not audited: the vulnerability service cannot be reached."
    weak = [one for one in packages if one.get("vulns")]
    unknown = [one["name"] for one in packages if "vulns" not in one]
    if weak:
        return WEAK, "known weaknesses: " + "; ".join(map(_weakness, weak))
    if unknown or not packages:
        return UNKNOWN, (
            f"not audited: the vulnerability service said nothing about {len(unknown)} "
            f"of {len(packages)} packages. Run `make audit` where it can be reached."
        )
    return SOUND, f"no known weakness in {len(packages)} packages."


def _weakness(package: dict[str, object]) -> str:
    found = package["vulns"]
    names = [str(one["id"]) for one in found] if isinstance(found, list) else []
    return f"{package['name']} {package['version']} ({', '.join(names)})"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
