"""Rendering under the kinds of programs that serve, fork, and die."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

FORUM = Path(__file__).resolve().parents[2] / "forum"
# Only the text files: loading the whole application takes seconds, and is not what these tests are about.
PRELUDE = f"""
import sys, types
forum = sys.modules["forum"] = types.ModuleType("forum")
forum.__path__ = [{str(FORUM)!r}]
"""


def run(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, and to that of every process that still holds its output."""
    script = folder / "program.py"
    script.write_text(PRELUDE + program)
    return subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=30)


def output(folder: Path, program: str) -> str:
    finished = run(folder, program)
    assert (finished.returncode, finished.stderr) == (0, "")
    return finished.stdout


def test_a_script_without_a_main_guard_runs_once(tmp_path):
    program = "from forum import text\nprint('once', text.render('`a`').html)"
    assert output(tmp_path, program) == "once <p><code>a</code></p>\n"


def test_the_parent_loads_none_of_the_libraries(tmp_path):
    libraries = {"markdown", "bleach", "pygments", "pymdownx", "math_core"}
    program = f"import forum.text\nprint({libraries} & set(sys.modules))"
    assert output(tmp_path, program) == "set()\n"


def test_the_child_loads_none_of_the_application(tmp_path):
    program = (
        "import forum.text_child\nprint({'flask', 'sqlalchemy', 'jinja2', 'forum.config'} & set(sys.modules))"
    )
    assert output(tmp_path, program) == "set()\n"


def test_a_forked_process_has_a_child_of_its_own(tmp_path):
    program = """
import os, sys
from forum import text

def show(who):
    print(who, text.render(f"`{who}`").html, text._renderer.pid, flush=True)

show("before")
if os.fork() == 0:
    show("forked")
    sys.exit()
assert os.wait()[1] == 0
show("parent")
"""
    before, forked, parent = (line.split() for line in output(tmp_path, program).splitlines())
    assert [before[1], forked[1], parent[1]] == [
        f"<p><code>{who}</code></p>" for who in ("before", "forked", "parent")
    ]
    assert before[2] == parent[2] != forked[2]


def test_a_fork_while_another_thread_renders_does_not_hang(tmp_path):
    program = """
import os, sys, threading, warnings
from forum import text

warnings.simplefilter("ignore", DeprecationWarning)
text.render("`warm`")
busy = threading.Event()
text._renderer._running_child = lambda find=text._renderer._running_child: (busy.set(), find())[1]
other = threading.Thread(target=text.render, args=["`word` " * 800])
other.start()
busy.wait()
if os.fork() == 0:
    print(text.render("`forked`").html, flush=True)
    text.close()
    os._exit(0)
assert os.wait()[1] == 0
other.join()
"""
    assert output(tmp_path, program) == "<p><code>forked</code></p>\n"


def test_the_child_keeps_no_socket_of_the_server_open(tmp_path):
    program = """
import socket
from forum import text

server = socket.create_server(("127.0.0.1", 0))
server.set_inheritable(True)
address = server.getsockname()
text.render("`a`")
server.close()
try:
    socket.create_connection(address).close()
except ConnectionRefusedError:
    print("closed", text._renderer.pid is not None)
"""
    assert output(tmp_path, program) == "closed True\n"


@pytest.mark.parametrize("source", ["idle", "[" * 20_000], ids=["idle", "busy"])
def test_the_child_ends_when_its_parent_is_killed(tmp_path, source):
    program = f"""
import os, signal
from forum.text_frames import send
from forum.text_process import Renderer

child = Renderer(deadline=1)._running_child()
job = {{"source": {source!r}, "format": "markdown", "anchor": "", "site": "", "heading": 2}}
send(child.channel, {{"job": job, "deadline": 0.5}})
os.kill(os.getpid(), signal.SIGKILL)
"""
    # Their output ends when the last of the two processes has.
    assert run(tmp_path, program).returncode == -signal.SIGKILL


def test_gunicorn_workers_render_apart_from_the_master(tmp_path):
    (tmp_path / "tiny.py").write_text(
        PRELUDE
        + """
from forum import text

text.render("*before the fork*")
masters = text._renderer.pid

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    html = text.render("`a`").html
    return [f"{html} {text._renderer.pid != masters}".encode()]
"""
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--preload", "--workers=1", "--threads=4", "tiny:app"]
        gunicorn = subprocess.Popen(
            [*command, f"--bind=fd://{server.fileno()}", "--no-control-socket"],
            cwd=tmp_path,
            pass_fds=[server.fileno()],
            stderr=subprocess.DEVNULL,
        )
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                assert answer.read() == b"<p><code>a</code></p> True"
        finally:
            gunicorn.terminate()
            gunicorn.wait()
