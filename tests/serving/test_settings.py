"""A setting that cannot be used is named, with what it must be; nothing secret is repeated."""

from pathlib import Path

import pytest

from forum.config import SETTINGS, BadSetting, folder, load


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY is '0'; it must be a whole number, 1 or more."),
        ("SEMINAR_PROXIES", "-1", "SEMINAR_PROXIES is '-1'; it must be a whole number, 0 or more."),
        ("BIND", "8000", "BIND is '8000'; it must be host:port"),
        ("BIND", "127.0.0.1:99999", "BIND is '127.0.0.1:99999'; it must be host:port"),
        ("BIND", "unix:/run/seminar.sock", "SEMINAR_BASE_URL must be set"),
        (
            "DATABASE_URL",
            "mysql://me:secret@db/x",
            "DATABASE_URL must begin with sqlite:/// or postgresql://.",
        ),
        (
            "SEMINAR_BASE_URL",
            "forum.example.org",
            "SEMINAR_BASE_URL is 'forum.example.org'; it must be a URL",
        ),
        ("SEMINAR_SMTP_URL", "smtp://", "SEMINAR_SMTP_URL is 'smtp://'; it must be like smtp://user"),
        (
            "SEMINAR_SMTP_URL",
            "smtp://me:secret@mail:x",
            "SEMINAR_SMTP_URL is 'smtp://...@mail:x'; it must be",
        ),
        ("SEMINAR_SMTP_URL", "smtp://mail:0", "SEMINAR_SMTP_URL is 'smtp://mail:0'; it must be like"),
        ("SEMINAR_MAIL_FROM", "Seminar", "SEMINAR_MAIL_FROM is 'Seminar'; it must be an address"),
        ("SEMINAR_MAIL_FROM", "a@b\r\nBcc: c@d", "SEMINAR_MAIL_FROM is 'a@b\\r\\nBcc: c@d'; it must be"),
        ("SEMINAR_WORKER", "yes", "SEMINAR_WORKER is 'yes'; it must be \"inside\""),
        ("SEMINAR_SESSION_DAYS", "0", "SEMINAR_SESSION_DAYS is '0'; it must be a number of days"),
        (
            "SEMINAR_JOBS_URL",
            "http://x",
            "SEMINAR_JOBS_URL is 'http://x'; it must be a URL that begins with redis",
        ),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(BadSetting) as told:
        load(tmp_path, {name: value})
    assert str(told.value).startswith(sentence)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"BIND": "127.0.0.1:9000"}, "http://127.0.0.1:9000"),
        ({"BIND": "0.0.0.0:80"}, "http://127.0.0.1:80"),
        ({"BIND": "127.0.0.1:9000", "SEMINAR_BASE_URL": "https://forum.example/"}, "https://forum.example"),
        ({"BIND": "unix:/run/s", "SEMINAR_BASE_URL": "https://forum.example"}, "https://forum.example"),
    ],
)
def test_the_address_is_where_it_listens_unless_given(
    tmp_path: Path, settings: dict[str, str], address: str
) -> None:
    assert load(tmp_path, settings)["SEMINAR_BASE_URL"] == address


def test_the_instance_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    new = folder({"SEMINAR_INSTANCE": str(tmp_path / "deep" / "down")})
    load(new, {})
    assert new.stat().st_mode & 0o777 == 0o700
    assert (new / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="cannot be made: Not a directory"):
        load(tmp_path / "file" / "folder", {})


def test_every_setting_is_explained_and_has_a_good_default() -> None:
    for setting in SETTINGS:
        assert setting.says
        setting.read(setting.default)
