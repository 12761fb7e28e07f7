"""The files of deploy/ fit each other, the settings and the guide."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from survey import backups, config

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "install.md").read_text("utf-8")
INSTANCES = {
    "all": "one-host",
    "issuer": "issuer",
    "collector": "collector",
    "console": "console",
}
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SEALED_OFF = {
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectProc=invisible",
    "RestrictNamespaces=yes",
    "SystemCallFilter=@system-service",
    "LimitCORE=0",
    "UMask=0077",
}
# What is read by a unit, and by nothing of the program.
OF_UNITS = {"PORT", "SHUDARGA_BACKUP_KEY"}


def _environment(name):
    text = (DEPLOY / "systemd" / f"{name}.env").read_text("utf-8")
    return dict(word.split("=", 1) for word in shlex.split(text, comments=True))


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", INSTANCES)
def test_an_instance_listens_where_its_proxy_looks_for_it(name):
    told = _environment(name)
    proxy = (DEPLOY / "nginx" / f"{INSTANCES[name]}.conf").read_text("utf-8")
    settings = config.read({**told, "SHUDARGA_HOME": "/var/lib/somewhere"})

    assert set(re.findall(r"proxy_pass http://127.0.0.1:(\d+);", proxy)) == {
        told["PORT"]
    }
    names = set(re.findall(r"server_name (\S+);", proxy))
    assert {f"https://{one}" for one in names} == {settings.base_url}
    tells = "proxy_set_header X-Forwarded-For $remote_addr;" in proxy
    assert settings.proxies == int(tells)


def test_issuer_and_collector_open_one_database_each():
    issuer, collector = (config.read(_environment(n)) for n in ("issuer", "collector"))

    assert issuer.registry_url
    assert not issuer.responses_url
    assert collector.responses_url
    assert not collector.registry_url
    assert issuer.collector_url == collector.base_url


def test_issuer_and_console_share_token_keys_and_nobody_else_knows_of_them():
    told = {name: config.read(_environment(name)) for name in INSTANCES}
    folder = told["issuer"].token_keys

    assert told["console"].token_keys == folder == Path("/var/lib/shudarga-tokens")
    assert told["console"].issuer_url == told["issuer"].base_url
    assert told["collector"].token_keys_apart is told["all"].token_keys_apart is None
    unit = (DEPLOY / "systemd" / "shudarga@.service").read_text("utf-8")
    assert f"ReadWritePaths=-{folder}\n" in unit
    made = re.search(rf"install -d -m (\d+) -o (\S+) -g (\S+) {folder}\n", GUIDE)
    assert made.groups() == ("2750", "shudarga-console", "shudarga-tokens")
    entered = re.findall(r"usermod --append --groups shudarga-tokens (\S+)", GUIDE)
    assert entered == ["shudarga-issuer", "shudarga-console"]
    assert "--init-groups" in (DEPLOY / "systemd" / "shudarga-as").read_text("utf-8")


@pytest.mark.parametrize("name", INSTANCES)
def test_every_setting_is_in_the_guide(name):
    assert [word for word in _environment(name) if f"`{word}`" not in GUIDE] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_is_sealed_off(unit):
    lines = set(unit.read_text("utf-8").splitlines())

    assert lines >= SEALED_OFF
    assert {"User=shudarga-%i", "EnvironmentFile=/etc/shudarga/%i.env"} <= lines


def test_a_command_from_the_shell_stands_where_no_backup_looks(tmp_path):
    script = (DEPLOY / "systemd" / "shudarga-as").read_text("utf-8")
    for folder in ("/etc/shudarga", "/var/lib", "/opt/shudarga/bin"):
        (tmp_path / folder[1:]).mkdir(parents=True)
        script = script.replace(folder, f"{tmp_path}{folder}")
    home = tmp_path / "var/lib/shudarga-all"
    home.mkdir()
    (tmp_path / "etc/shudarga/all.env").touch()
    program(tmp_path / "setpriv", 'while [ "$1" != -- ]; do shift; done; shift; "$@"')
    program(tmp_path / "opt/shudarga/bin/shudarga", 'pwd; printf "<%s>" "$@" >slips')
    told = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = ["sh", "-c", script, "shudarga-as", "all", "key", "new", "a b.key"]
    stood = subprocess.run(  # noqa: S603 our own words
        done, env=told, check=True, capture_output=True, text=True
    )

    [folder] = home.iterdir()
    assert stood.stdout == f"{folder}\n"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "slips").read_text() == "<key><new><a b.key>"
    assert folder.name not in {*backups.FOLDERS, *backups.FILES}


def program(path, lines):
    path.write_text(f"#!/bin/sh\n{lines}\n", "utf-8")
    path.chmod(0o700)


def test_the_guide_installs_every_unit_and_proxy_that_there_is():
    named = set(re.findall(r"(?:systemd|nginx)/([\w*@.-]+)", GUIDE))
    files = [*(DEPLOY / "systemd").iterdir(), *(DEPLOY / "nginx").iterdir()]
    told = [f for f in files if f.name in named or f"`{f.name}`" in GUIDE]

    assert "shudarga*@.*" in named
    assert [f.name for f in files if f not in told and "@." not in f.name] == []


def test_containers_of_two_institutions_share_nothing(compose):
    issuer, collector = (compose["services"][n] for n in ("issuer", "collector"))
    volumes = [{v.split(":")[0] for v in one["volumes"]} for one in (issuer, collector)]

    assert not set(issuer["networks"]) & set(collector["networks"])
    assert not volumes[0] & volumes[1]
    assert set(compose["services"]["registry"]["networks"]) == set(issuer["networks"])
    for one in (issuer, collector):
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert all(port.startswith("127.0.0.1:") for port in one["ports"])
    assert "ports" not in compose["services"]["registry"]


def test_settings_of_containers_are_settings_of_ours(compose):
    source = "".join(
        (ROOT / "survey" / name).read_text("utf-8")
        for name in ("config.py", "mail_server.py")
    )
    given = set().union(
        *(compose["services"][n]["environment"] for n in ("issuer", "collector"))
    )
    files = set().union(*(_environment(name) for name in INSTANCES))

    assert [n for n in given | files - OF_UNITS if f'"{n}"' not in source] == []


def test_the_image_runs_locked_packages_as_a_user_without_rights():
    text = (DEPLOY / "container" / "Containerfile").read_text("utf-8")
    last = text.rpartition("\nFROM ")[2]

    assert "--require-hashes -r deploy/server.lock" in text
    assert last.index("\nUSER shudarga\n") < last.index("\nCMD ")
    assert "pip install" not in last
