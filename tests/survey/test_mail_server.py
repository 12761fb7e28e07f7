import pytest

from survey import mail_server
from survey.mail_server import PLAIN, STARTTLS, TLS, MailServerError

FROM = {"SHUDARGA_MAIL_FROM": "survey@district.mn"}


def _read(url, **more):
    return mail_server.read({"SHUDARGA_SMTP_URL": url, **FROM, **more})


def test_without_an_address_nothing_is_mailed():
    assert mail_server.read({}) is None


@pytest.mark.parametrize(
    ("url", "port", "protection"),
    [
        ("smtp://mail.example.mn", 587, STARTTLS),
        ("smtps://mail.example.mn", 465, TLS),
        ("smtp://mail.example.mn:25", 25, STARTTLS),
        ("smtp://localhost:25", 25, PLAIN),
        ("smtps://localhost", 465, TLS),
    ],
)
def test_only_a_server_on_this_machine_is_spoken_to_without_tls(url, port, protection):
    server = _read(url)

    assert (server.port, server.protection) == (port, protection)


@pytest.mark.parametrize(
    "url", ["http://mail.example.mn", "smtp://", "smtp://me:secret@mail.example.mn"]
)
def test_an_address_of_another_kind_is_refused(url):
    with pytest.raises(MailServerError) as told:
        _read(url)
    assert "secret" not in str(told.value)


def test_letters_come_from_somebody():
    with pytest.raises(MailServerError):
        mail_server.read({"SHUDARGA_SMTP_URL": "smtps://mail.example.mn"})


def test_the_password_is_read_from_its_file_when_it_is_needed(tmp_path):
    file = tmp_path / "password"
    server = _read("smtps://mail.example.mn", SHUDARGA_SMTP_PASSWORD_FILE=str(file))
    file.write_text("нууц\n", encoding="utf-8")

    assert server.password() == "нууц"
    assert _read("smtps://mail.example.mn").password() == ""
