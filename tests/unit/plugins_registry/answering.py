"""A registry that says whatever a test wants, and one that says it as slowly."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DIGEST = "ab" * 32
ENTRY = {
    "project": "urn:cc:alpha:shop:project:shop",
    "digest": DIGEST,
    "summary": {"status": "pass", "packs": [{"id": "mica", "score": 97.5}]},
    "signer": "key-1",
    "proofUrl": "https://hub.example/v1/projects/shop/attestations/1/bundle",
}


class Said:
    """Hold the answers still to give, and the requests that came; the last answer is given again and again."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def next(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def saying(said):
    """Serve answers (status, body, headers) for the block; yields the URL."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            said.asked.append((self.command, self.path, dict(self.headers), body))
            status, answer, headers = said.next()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # callers may hang up
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
