"""What the environment says about e-mail is read whole, or refused with the name of what is wrong."""

import pytest

from tsunagu.foundation.problems import SetupProblem
from tsunagu.project.mailing import read_address, read_mail

GIVEN = {"TSUNAGU_MAIL_HOST": "mail.example.jp", "TSUNAGU_MAIL_FROM": "つなぐ <tsunagu@example.jp>"}


def test_without_a_host_nothing_is_sent() -> None:
    assert read_mail({}).backend.endswith("console.EmailBackend")


@pytest.mark.parametrize(
    ("said", "port"), [({}, 587), ({"SECURITY": "tls"}, 465), ({"SECURITY": "none", "PORT": "2525"}, 2525)]
)
def test_the_usual_port_follows_the_way_to_talk(said: dict[str, str], port: int) -> None:
    mail = read_mail(GIVEN | {f"TSUNAGU_MAIL_{name}": value for name, value in said.items()})
    assert mail.port == port
    assert mail.backend.endswith("smtp.EmailBackend")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TSUNAGU_MAIL_SECURITY", "ssl3"),
        ("TSUNAGU_MAIL_PORT", "99999"),
        ("TSUNAGU_MAIL_PORT", "smtp"),
        ("TSUNAGU_MAIL_FROM", ""),
        ("TSUNAGU_MAIL_FROM", "つなぐ"),
        ("TSUNAGU_MAIL_FROM", "a@example.jp\nBcc: b@example.jp"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SetupProblem, match=name):
        read_mail(GIVEN | {name: value})


def test_secrets_do_not_show() -> None:
    assert "geheim" not in repr(read_mail(GIVEN | {"TSUNAGU_MAIL_PASSWORD": "geheim"}))


def test_links_begin_with_the_address_of_the_installation() -> None:
    assert read_address({"TSUNAGU_ADDRESS": "https://tsunagu.example.jp/"}) == "https://tsunagu.example.jp"
    assert read_address({"TSUNAGU_ORIGINS": "https://a.example, https://b.example"}) == "https://a.example"
    assert read_address({}).startswith("http://127.0.0.1")
    with pytest.raises(SetupProblem, match="TSUNAGU_ADDRESS"):
        read_address({"TSUNAGU_ADDRESS": "tsunagu.example.jp"})
