"""Real repositories made by the real `git`, and a real Git server over HTTP on a loopback port."""

import base64
import os
import ssl
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from dulwich.repo import Repo
from dulwich.server import DictBackend
from dulwich.web import make_wsgi_chain


class Checkout:
    """Drive `git` in a folder, with nobody's settings and a clock that ticks a minute per commit."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.minutes = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, stdin: bytes | None = None) -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ann",
            "GIT_AUTHOR_EMAIL": "ann@example.org",
            "GIT_COMMITTER_NAME": "Ann",
            "GIT_COMMITTER_EMAIL": "ann@example.org",
            "GIT_AUTHOR_DATE": f"{1_700_000_000 + 60 * self.minutes} +0100",
            "GIT_COMMITTER_DATE": f"{1_700_000_000 + 60 * self.minutes} +0100",
        }
        ran = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=environment, input=stdin, capture_output=True, check=True
        )
        return ran.stdout.decode()

    def write(self, path: str, content: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, message: str, **files: str) -> str:
        for path, content in files.items():
            self.write(path, content)
        self.minutes += 1
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD").strip()


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "roots" / "work")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def git_http_backend(root: Path):
    """Serve the repositories below a folder by git's own CGI program."""

    def application(environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        wanted = ("REQUEST_METHOD", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_GIT_PROTOCOL", "PATH")
        given = {name: environ[name] for name in wanted if environ.get(name)} | {"PATH": os.environ["PATH"]}
        ran = subprocess.run(
            ["git", "http-backend"],
            input=environ["wsgi.input"].read(length),
            env={
                **given,
                "GIT_PROJECT_ROOT": str(root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": environ["PATH_INFO"],
                "GIT_PROTOCOL": environ.get("HTTP_GIT_PROTOCOL", ""),
                "REMOTE_ADDR": "127.0.0.1",
            },
            capture_output=True,
            check=True,
        )
        head, _, body = ran.stdout.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
        status = next((value for name, value in headers if name == "Status"), "200 OK")
        start_response(status, [pair for pair in headers if pair[0] != "Status"])
        return [body]

    return application


class Server:
    """Serve one repository at /acme/shop.git, keep what was asked, and ask for a token when there is one."""

    def __init__(self, folder: Path, token=None, user="x-access-token", backend="dulwich", certificate=None):
        self.repo = Repo(str(folder))
        self.requests: list[tuple[str, str, str | None]] = []
        self._credentials = f"Basic {base64.b64encode(f'{user}:{token}'.encode()).decode()}" if token else None
        if backend == "git":
            (folder.parent / "acme").mkdir(exist_ok=True)
            (folder.parent / "acme" / "shop.git").symlink_to(folder / ".git")
            self._chain = git_http_backend(folder.parent)
        else:
            self._chain = make_wsgi_chain(DictBackend({"/acme/shop.git": self.repo}))
        self._server: WSGIServer = make_server("127.0.0.1", 0, self, handler_class=_Quiet)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/acme/shop.git"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def __call__(self, environ, start_response):
        given = environ.get("HTTP_AUTHORIZATION")
        self.requests.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], given))
        if self._credentials and given != self._credentials:
            start_response("401 Unauthorized", [("WWW-Authenticate", "Basic"), ("Content-Length", "0")])
            return [b""]
        if environ["PATH_INFO"].startswith("/old/"):
            path = environ["PATH_INFO"].replace("/old/", "/acme/", 1)
            location = f"http://127.0.0.1:{self.port}{path}?{environ['QUERY_STRING']}"
            start_response("301 Moved Permanently", [("Location", location), ("Content-Length", "0")])
            return [b""]
        return self._chain(environ, start_response)

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.repo.close()


@pytest.fixture
def serve():
    @contextmanager
    def start(folder, **more):
        server = Server(folder, **more)
        try:
            yield server
        finally:
            server.close()

    return start
