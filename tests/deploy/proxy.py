"""A real nginx with the site of deploy/, on free ports, in a folder of its own."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forum import twins
from tests.deploy.units import CHECKOUT, DEPLOY
from tests.serving.mailserver import CERTIFICATE
from tests.serving.running import ROOT
from tests.tools import nginx, servers
from tests.tools.redis import free_ports

NAME = "localhost"  # the certificate is for it
LETSENCRYPT = "/etc/letsencrypt/live/forum.example.org"
# What Debian's own nginx.conf puts around a site.
AROUND = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
    include {folder}/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """Where nginx listens."""

    folder: Path
    http: int
    https: int

    def log(self) -> str:
        return (self.folder / "access.log").read_text()

    def is_up(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.https)) == 0


def written(folder: Path, upstream: str, *, limited: bool = True) -> Proxy:
    """Write the site into the folder, with ports, paths and a name of this machine in it.

    Not `limited`, it takes as many requests as come: all that a test sends come from one address.
    """
    proxy = Proxy(folder, *free_ports(2))
    text = (DEPLOY / "nginx-site.conf").read_text()
    for theirs, ours in replacements(proxy, upstream):
        assert theirs in text, theirs
        text = text.replace(theirs, ours)
    if not limited:
        text = text.replace("rate=20r/s", "rate=10000r/s")
    (folder / "site.conf").write_text(text)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
    shutil.copy(nginx.media_types(), folder / "mime.types")
    shutil.copy(CERTIFICATE, folder / "localhost.pem")
    shutil.copytree(ROOT / "static", folder / "static")
    twins.refresh(folder / "static")
    for path in folder.rglob("*"):  # nginx may be another user, whatever files are made for here
        path.chmod(0o755 if path.is_dir() else 0o644)
    return proxy


def replacements(proxy: Proxy, upstream: str) -> list[tuple[str, str]]:
    folder = proxy.folder
    return [
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{proxy.http};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{proxy.https} ssl http2;"),
        (f"{LETSENCRYPT}/fullchain.pem", f"{folder}/localhost.pem"),
        (f"{LETSENCRYPT}/privkey.pem", f"{folder}/localhost.pem"),
        ("/var/log/nginx/seminar.log", f"{folder}/access.log"),
        ("unix:/run/seminar.sock", upstream),
        ("/var/www/html", f"{folder}/html"),
        (CHECKOUT, str(folder)),
        ("forum.example.org", NAME),
    ]


@contextmanager
def proxying(upstream: str, *, limited: bool = True) -> Iterator[Proxy]:
    """Run nginx with the site, in front of "unix:<socket>" or "<host>:<port>", until the block ends."""
    with servers.own_folder("nginx") as folder:
        proxy = written(folder, upstream, limited=limited)
        binary = servers.within_reach(nginx.program(), folder)
        command = [str(binary), "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
        with servers.running(folder, command, proxy.is_up):
            yield proxy
