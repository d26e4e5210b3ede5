import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from commandcenter.kernel.errors import ForbiddenError, UnavailableError
from commandcenter.sources.git import fetch
from commandcenter.sources.limits import FetchLimits
from commandcenter.sources.network import Network, Origin, check_addresses, connect

FORBIDDEN = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2001:0:1::1",
    "2001:db8::1",
    "fec0::1",
    "::127.0.0.1",
    "not-an-address",
]


def network(*addresses, **more):
    return Network(resolve=lambda host, port: addresses, **more)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_addresses_inside_are_refused_alone_and_among_others(address):
    for found in ((address,), ("93.184.216.34", address)):
        with pytest.raises(ForbiddenError):
            check_addresses(Origin("https", "git.example", 443), network(*found))


@pytest.mark.parametrize("address", ["93.184.216.34", "140.82.121.4", "2606:50c0:8000::153", "::ffff:140.82.121.4"])
def test_public_addresses_are_allowed_over_https_alone(address):
    assert check_addresses(Origin("https", "git.example", 443), network(address)) == (address,)
    for more in ({}, {"loopback_http": True}, {"private": True}):
        with pytest.raises(ForbiddenError):
            check_addresses(Origin("http", "git.example", 80), network(address, **more))


@pytest.mark.parametrize("address", ["10.0.0.1", "192.168.1.1", "127.0.0.1", "fd12::1", "::1"])
def test_private_addresses_are_reached_when_a_setting_says_so(address):
    origin = Origin("https", "git.corp", 443)
    assert check_addresses(origin, network(address, private=True))
    with pytest.raises(ForbiddenError):
        check_addresses(origin, network(address, loopback_http=True))


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254", "224.0.0.1", "0.0.0.0"]
)
def test_metadata_and_link_local_addresses_are_never_reached(address):
    with pytest.raises(ForbiddenError):
        check_addresses(Origin("https", "x", 443), network(address, private=True, loopback_http=True))


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://0/x",
        "https://2130706433/x",
        "https://127.1/x",
    ],
)
def test_no_spelling_of_this_machine_gets_through(url):
    with pytest.raises((ForbiddenError, UnavailableError)):
        fetch(url)


def test_plain_http_is_refused_unless_it_is_the_local_stack():
    with pytest.raises(ForbiddenError):
        fetch("http://127.0.0.1:1/x")


def test_a_name_that_does_not_resolve_is_unavailable():
    def fails(host, port):
        raise socket.gaierror

    for resolve in (fails, lambda host, port: []):
        with pytest.raises(UnavailableError):
            fetch("https://git.example/x", network=Network(resolve=resolve))


def test_a_closed_port_is_unavailable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(UnavailableError):
            fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/x", network=Network(loopback_http=True))


def certificate(folder, name):
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "cert.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return pem


@contextmanager
def tls_server(pem):
    """Answer one TLS connection with an empty 404."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    listener = socket.create_server(("127.0.0.1", 0))
    heard = []

    def serve():
        raw, _ = listener.accept()
        with raw:
            try:
                with context.wrap_socket(raw, server_side=True) as secured:
                    heard.append(secured.recv(65536))
                    secured.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        thread.join()
        listener.close()


def test_the_checked_address_is_connected_to_under_the_name_that_was_asked_for(tmp_path):
    pem = certificate(tmp_path, "git.corp")
    trust = ssl.create_default_context(cafile=str(pem))
    asked = []

    def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    with tls_server(pem) as (port, heard):
        origin = Origin("https", "git.corp", port)
        connection = connect(origin, Network(private=True, resolve=resolve, tls=trust), 5)
        connection.sock.do_handshake()
        connection.request("GET", "/x")
        assert connection.getresponse().status == 404
        connection.close()
    assert asked == ["git.corp"]
    assert b"Host: git.corp" in heard[0]


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_for_another_name_or_of_a_stranger_is_refused(tmp_path, trusted):
    pem = certificate(tmp_path, "other.corp" if trusted else "git.corp")
    trust = ssl.create_default_context(cafile=str(pem) if trusted else None)
    rules = Network(private=True, resolve=lambda host, port: ["127.0.0.1"], tls=trust)
    with tls_server(pem) as (port, heard), pytest.raises(UnavailableError):
        fetch(f"https://git.corp:{port}/x", token="t", network=rules)
    assert heard == []


def test_a_private_repository_is_fetched_over_tls(tmp_path, checkout, serve):
    head = checkout.commit("one", a="1")
    pem = certificate(tmp_path, "git.corp")
    trust = ssl.create_default_context(cafile=str(pem))
    rules = Network(private=True, resolve=lambda host, port: ["127.0.0.1"], tls=trust)
    with (
        serve(checkout.folder, token="t0ken", backend="git", certificate=pem) as server,
        fetch(f"https://git.corp:{server.port}/acme/shop.git", token="t0ken", network=rules) as fetched,
    ):
        assert fetched.head == head


def test_a_handshake_that_is_never_answered_ends_with_the_time(tmp_path):
    rules = Network(private=True, resolve=lambda host, port: ["127.0.0.1"])
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://git.corp:{silent.getsockname()[1]}/x"
        with pytest.raises(UnavailableError, match="took longer"):
            fetch(url, network=rules, limits=FetchLimits(max_seconds=0.3))


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_an_answer_over_tls_that_never_comes_ends_with_the_time(tmp_path, head):
    pem = certificate(tmp_path, "git.corp")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    done = threading.Event()
    rules = Network(
        private=True,
        resolve=lambda host, port: ["127.0.0.1"],
        tls=ssl.create_default_context(cafile=str(pem)),
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            raw, _ = listener.accept()
            with context.wrap_socket(raw, server_side=True) as secured:
                try:
                    secured.sendall(head)
                    while head and not done.wait(0.02):
                        secured.sendall(b"0")
                    done.wait(5)
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(UnavailableError, match="took longer"):
            fetch(
                f"https://git.corp:{listener.getsockname()[1]}/x",
                network=rules,
                limits=FetchLimits(max_seconds=0.4),
            )
        done.set()
        thread.join()
