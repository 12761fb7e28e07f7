"""What happened: who was told what, and which harm was done."""

import sys
import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Story:
    """Acknowledged leaves with their promises, people told that they were counted."""

    acknowledged: dict[str, dict[str, str]] = field(default_factory=dict)
    counted: dict[str, set] = field(default_factory=dict)
    counted_unseen: Counter = field(default_factory=Counter)
    people: Counter = field(default_factory=Counter)
    replies: Counter = field(default_factory=Counter)
    acts: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def acknowledge(self, survey, leaf, promise=""):
        """Note what somebody was promised; twice the same leaf is a fault."""
        with self.guard:
            known = self.acknowledged.setdefault(survey, {})
            if leaf in known:
                self.faults.append(f"{survey}: a leaf was acknowledged to two people")
            known[leaf] = promise

    def tell_counted(self, survey, leaf=None):
        """Note who was told that the answer is counted already: a reply was lost."""
        with self.guard:
            if leaf is None:
                self.counted_unseen[survey] += 1
            else:
                self.counted.setdefault(survey, set()).add(leaf)

    def note(self, status):
        """Count a reply; our own mistakes are faults."""
        with self.guard:
            self.replies[status] += 1
            if status == 500:
                self.faults.append("a page broke (500)")

    def leaves(self):
        """Return the acknowledged leaves of each survey at this moment."""
        with self.guard:
            return {name: set(leaves) for name, leaves in self.acknowledged.items()}


def say(text):
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
