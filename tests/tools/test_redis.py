import pytest
from redis import Redis
from redis.exceptions import ConnectionError

from tests.tools import redis


def test_a_new_server_answers_and_ends() -> None:
    with redis.server() as address, Redis.from_url(address) as client:
        assert client.ping()
        assert client.dbsize() == 0
    with Redis.from_url(address) as client, pytest.raises(ConnectionError):
        client.ping()


def test_two_servers_do_not_share_data() -> None:
    with redis.server() as here, redis.server() as there:
        with Redis.from_url(here) as client:
            client.set("pinned", 1)
        with Redis.from_url(there) as client:
            assert client.get("pinned") is None
