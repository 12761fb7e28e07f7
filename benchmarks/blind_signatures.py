"""Blind signatures per second beside what OpenSSL signs on the same core, now.

Goal: at least 0.60 of `openssl speed rsa3072`. OpenSSL blinds once in 32 signatures
and does not check its result; we blind and check each one.
"""

import os
import secrets
import subprocess
import sys
import time

import machine

from survey.tokens import blind_rsa

GOAL = 0.60
SECONDS = 1
ROUNDS = 12


def openssl(*words: str) -> str:
    """Return what a command of the machine's own OpenSSL prints."""
    done = subprocess.run(  # noqa: S603 the words are ours
        ["openssl", *words],  # noqa: S607 whichever openssl the machine has is the measure
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def openssl_rate() -> float:
    """Return signatures per second as `openssl speed` counts them."""
    printed = openssl("speed", "-seconds", str(SECONDS), "rsa3072")
    row = next(line for line in printed.splitlines() if "3072 bits" in line)
    signs = row.split("s ")[-1].split()[0]
    return float(signs)


def our_rate() -> float:
    """Return blind signatures per second of processor time, as OpenSSL counts."""
    key = blind_rsa.signing_key(blind_rsa.new_token_key())
    n = int(key.n)
    blinded = [(secrets.randbelow(n - 4) + 2).to_bytes(384) for _ in range(64)]
    done, start = 0, time.process_time()
    while time.process_time() - start < SECONDS:
        blind_rsa.blind_sign(key, blinded[done % len(blinded)])
        done += 1
    return done / (time.process_time() - start)


def main() -> int:
    """Print the best of both rates, and record their ratio; fail below the goal."""
    print(f"{machine.facts('gmpy2')}, {openssl('version').strip()}")
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    pairs = [(our_rate(), openssl_rate()) for _ in range(ROUNDS)]
    ours, theirs = max(pair[0] for pair in pairs), max(pair[1] for pair in pairs)
    print(f"blind signatures     {ours:8.0f} /s")
    print(f"openssl rsa3072 sign {theirs:8.0f} /s")
    print(f"ratio                {ours / theirs:8.2f} (goal {GOAL:.2f})")
    machine.record(signatures_over_openssl=ours / theirs)
    return 0 if ours / theirs >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
