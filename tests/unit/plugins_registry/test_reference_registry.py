"""The registry that tests and demonstrations register with."""

import http.client
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from html.parser import HTMLParser

import pytest
from answering import DIGEST, ENTRY
from attestation_registry import AttestationRegistry
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_entries import KeptEntries
from registry_page import page_of
from registry_server import serving

from commandcenter.kernel.layers import CHECKOUT

TOKEN = "CANARY-5f2e-token"


def ask(url, method="GET", body=None, token=TOKEN, **headers):
    """Return status, media type and body."""
    headers = {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read()


def post(url, entry, key=None):
    return ask(f"{url}/attestations", "POST", json.dumps(entry).encode(), Idempotency_Key=key or entry["digest"])


def test_entries_survive_the_process(tmp_path):
    folder = tmp_path / "kept"
    with serving(AttestationRegistry(TOKEN, KeptEntries(folder))) as url:
        status, _, receipt = post(url, ENTRY)
        assert status == 201
    (folder / ".draft-left-by-a-crash").write_text("{")
    with serving(AttestationRegistry(TOKEN, KeptEntries(folder))) as url:
        assert post(url, ENTRY)[::2] == (200, receipt)
        assert post(url, {**ENTRY, "signer": "other"})[0] == 409
        assert json.loads(ask(f"{url}/attestations/{DIGEST}")[2]) == {"entry": ENTRY, "receipt": json.loads(receipt)}


@pytest.mark.parametrize("fault", [("500", 500, 201), ("409", 409, 201), ("garbage", 200, 201), ("lost", 500, 200)])
def test_faults_are_asked_for_over_http(registry, fault):
    said = json.dumps({"answer": fault[0], "times": 2}).encode()
    with serving(registry) as url:
        assert ask(f"{url}/faults", "POST", said, token="guessed")[0] == 401
        assert ask(f"{url}/faults", "POST", said)[0] == 200
        assert [post(url, ENTRY)[0] for _ in range(3)] == [fault[1], *fault[1:]]
        assert ask(f"{url}/faults", "POST", said)[0] == 200
        registry.recover()
        assert ask(f"{url}/attestations/{DIGEST}")[0] == 200
        for wrong in (b"{", b"[]", b'{"answer": "teapot", "times": 1}', b'{"answer": "500", "times": -1}'):
            assert ask(f"{url}/faults", "POST", wrong)[0] == 400


@pytest.mark.parametrize(
    "entry",
    [
        [],
        {},
        {**ENTRY, "more": 1},
        {**ENTRY, "summary": []},
        {**ENTRY, "signer": 1},
        {**ENTRY, "digest": "../../etc/x"},
    ],
)
def test_what_is_no_entry_is_refused(registry, entry):
    with serving(registry) as url:
        assert post(url, entry, DIGEST)[0] == 400
        assert post(url, ENTRY, "0" * 64)[0] == 400
        assert ask(f"{url}/attestations", "POST", b"[" * 60_000, Idempotency_Key=DIGEST)[0] == 400
        assert ask(f"{url}/attestations", "POST", b"x" * 70_000)[0] == 413
    assert registry.kept.all() == []


def test_true_is_not_one(registry):
    with serving(registry) as url:
        assert post(url, {**ENTRY, "summary": {"n": 1}})[0] == 201
        assert post(url, {**ENTRY, "summary": {"n": True}})[0] == 409


def test_lengths_that_are_none_are_refused(registry):
    with serving(registry) as url:
        for length in ("-1", "x", "1" * 30):
            connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
            connection.request("POST", "/attestations", headers={"Content-Length": length})
            assert connection.getresponse().status in (400, 413)
            connection.close()


def test_people_see_a_list_without_a_token(registry):
    with serving(registry) as url:
        post(url, ENTRY)
        registry.fail(9)
        status, media_type, page = ask(f"{url}/", token="")
    assert (status, media_type) == (200, "text/html")
    assert b"1 entry" in page
    assert DIGEST.encode() in page
    assert f'href="{ENTRY["proofUrl"]}"'.encode() in page


class Seen(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.text += data


def seen(entry):
    parser = Seen()
    parser.feed(page_of([{"entry": entry, "receipt": {"id": "1", "registered": entry["signer"]}}]).decode())
    parser.close()
    return parser


HOSTILE = st.sampled_from(["<script>", "</code>", '"onx="', "'", "&lt;", "javascript:alert(1)", "<!--", "\ud800"])
TEXTS = st.lists(HOSTILE | st.text(max_size=5), max_size=4).map("".join)


@given(TEXTS, TEXTS, TEXTS | TEXTS.map(lambda text: f"https://{text}"))
@settings(max_examples=150, deadline=None)
def test_what_others_wrote_is_text(project, signer, proof_url):
    plain = seen(
        {**ENTRY, "project": "p", "signer": "s", "proofUrl": "https://a" if proof_url.startswith("http") else "a"}
    )
    hostile = seen(
        {**ENTRY, "project": project, "signer": signer, "proofUrl": proof_url, "summary": {"status": project}}
    )
    assert hostile.tags == plain.tags
    assert all(re.match(r"https?://", link) for link in hostile.links)


def test_it_runs_as_a_program(tmp_path):
    token = tmp_path / "token"
    token.write_text(f"{TOKEN}\n")
    command = [sys.executable, str(CHECKOUT / "infra" / "registry"), "--token-file", str(token), "--fail", "500:1"]
    with subprocess.Popen([*command, "--folder", str(tmp_path / "kept")], stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().strip()
            assert [post(url, ENTRY)[0] for _ in range(3)] == [500, 201, 200]
        finally:
            process.terminate()
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [f"{DIGEST}.json"]


def test_a_program_without_a_token_or_with_an_unknown_fault_does_not_start(tmp_path):
    token = tmp_path / "token"
    command = [sys.executable, str(CHECKOUT / "infra" / "registry"), "--token-file", str(token)]
    for text, more, words in (("\n", [], "holds no token"), ("t", ["--fail", "teapot:1"], "a fault is one of")):
        token.write_text(text)
        ended = subprocess.run([*command, *more], capture_output=True, text=True, timeout=20, check=False)
        assert ended.returncode == 2
        assert words in ended.stderr
