import ssl
from dataclasses import replace
from email.message import EmailMessage

import pytest

from survey import mailing
from survey.mail_server import STARTTLS, TLS
from survey.mailing import Outcome, UnreachableError
from tests.support import certificates
from tests.support.post_office import open_office


@pytest.fixture
def certificate(tmp_path):
    """Write a certificate for localhost, with its key, into one file."""
    file = tmp_path / "certificate.pem"
    file.write_bytes(b"".join(certificates.certificate("localhost")))
    return file


@pytest.fixture
def secure_office(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with open_office(context) as office:
        yield office


def _letter():
    letter = EmailMessage()
    letter["To"], letter["From"] = "a@gov.mn", "survey@district.mn"
    letter.set_content("Урилга")
    return letter


def test_a_letter_goes_over_tls_to_a_server_that_proves_its_name(
    secure_office, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = replace(secure_office.server, host="localhost", protection=TLS)

    with mailing.connected(server) as line:
        reply = line.send(_letter())

    assert reply.outcome is Outcome.ACCEPTED
    assert secure_office.letters[0].get_content().strip() == "Урилга"


def test_a_server_that_cannot_prove_its_name_gets_nothing(secure_office):
    server = replace(secure_office.server, host="localhost", protection=TLS)

    with pytest.raises(UnreachableError), mailing.connected(server):
        pass
    assert secure_office.letters == []


def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for():
    with open_office() as office:
        server = replace(office.server, protection=STARTTLS)
        with pytest.raises(UnreachableError), mailing.connected(server):
            pass
        assert office.letters == []


def test_nothing_listens():
    with open_office() as office:
        server = office.server

    with pytest.raises(UnreachableError) as told, mailing.connected(server):
        pass
    assert "127.0.0.1" not in str(told.value)
