from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

from tests.tools import postgres


def place(url: URL) -> Path:
    return Path(str(url.query["host"]))


def test_a_new_server_answers_and_leaves_nothing_behind() -> None:
    with postgres.server() as address:
        url = make_url(address)
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("show server_encoding")) == "UTF8"
            assert connection.scalar(text("select count(*) from pg_database where not datistemplate")) == 1
        engine.dispose()
        assert place(url).exists()
    assert not place(url).exists()


def test_nobody_else_may_enter_the_folder_of_the_socket() -> None:
    with postgres.server() as address:
        assert place(make_url(address)).stat().st_mode & 0o077 == 0
