"""A real nginx with one of our configurations before an application of a test."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

from survey import serving
from tests.support.certificates import certificate

FOLDER = Path(__file__).parents[2] / "deploy" / "nginx"
PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
# As Debian sets it up: visitors are logged and pages packed, unless a server says no.
MAIN = """
daemon off; pid {folder}/nginx.pid; {user}
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    gzip on; gzip_min_length 1; gzip_proxied any;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/replies;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """Where a proxy listens, under which name, and where it writes."""

    folder: Path
    name: str
    plain: int
    secure: int

    def ask(self, method, path, *, source="127.0.0.1", **options):
        """Ask by https, as a browser that trusts the certificate of the test."""
        headers = {"Host": self.name, **options.pop("headers", {})}
        with urllib3.PoolManager(
            retries=False,
            timeout=20,
            ca_certs=str(self.folder / "fullchain.pem"),
            server_hostname=self.name,
            assert_hostname=self.name,
            source_address=(source, 0),
        ) as pool:
            url = f"https://127.0.0.1:{self.secure}{path}"
            return pool.request(method, url, headers=headers, redirect=False, **options)

    def written(self):
        """Return what the proxy wrote into any file of its own."""
        made = {"nginx.conf", "site.conf", "fullchain.pem", "key.pem", "nginx.pid"}
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return {p.name: p.read_bytes() for p in files if p.name not in made}


def prepare(name, folder, *, upstream=9):
    """Write a configuration as it is delivered, but for ports and certificate."""
    text = (FOLDER / f"{name}.conf").read_text("utf-8")
    host = text.split("server_name ")[1].split(";")[0]
    site = Site(folder, host, serving.free_port(), serving.free_port())
    short = host.split(".")[0]
    for ours, theirs in (
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{site.plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{site.secure} "),
        (f"/etc/ssl/{short}/", f"{folder}/"),
        ("http://127.0.0.1:800", f"http://127.0.0.1:{upstream};#"),
    ):
        if ours not in text:
            raise LookupError(ours)
        text = text.replace(ours, theirs)
    (folder / "site.conf").write_text(text, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    made, key = certificate(host)
    (folder / "fullchain.pem").write_bytes(made)
    (folder / "key.pem").write_bytes(key)
    return site


def command(folder):
    """Return how nginx is started with a configuration of a test."""
    return (
        PROGRAM,
        "-p",
        str(folder),
        "-e",
        f"{folder}/error.log",
        "-c",
        f"{folder}/nginx.conf",
    )


@contextmanager
def running(name, folder, upstream):
    """Run nginx with a configuration of ours before a port of this machine."""
    site = prepare(name, folder, upstream=upstream)
    with subprocess.Popen(command(folder)) as process:  # noqa: S603 our own words
        try:
            wait(process, site.secure)
            yield site
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait(process, port):
    """Wait until a started nginx takes connections; raise if it ended instead."""
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise serving.ServerStartError("nginx did not start.")
