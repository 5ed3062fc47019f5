"""How a worker reaches the mail server: TLS, login, and what it refuses."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured

from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.services import outbox_deliver
from tests.domain.test_outbox_deliver import queue
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(tmp_path):
    """Return the file of a certificate for 127.0.0.1 that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(tz=UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server_context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def outcome(sink, **settings):
    queue(make_profile(email="ann@example.com"))
    report = outbox_deliver(
        settings=sink_settings(sink, **settings), clock=lambda: NOON, limit_rows=10
    )
    return report.sent, report.is_held, Message.objects.get().state


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("is_trusted", "expected"), [(True, (1, False, "sent")), (False, (0, True, "queued"))]
)
def test_tls_needs_a_certificate_that_is_trusted(
    certificate, server_context, monkeypatch, security, is_trusted, expected
) -> None:
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    is_tls = security == "tls"
    with running_sink(
        is_tls=is_tls, tls_context=server_context, require_starttls=not is_tls
    ) as sink:
        assert outcome(sink, smtp_security=security) == expected
        assert len(sink.taken) == expected[0]


def test_a_server_without_tls_gets_nothing_when_tls_is_asked_for() -> None:
    with running_sink() as sink:
        assert outcome(sink, smtp_security="starttls") == (0, True, "queued")
        assert sink.rcpts == []


@pytest.mark.parametrize(
    ("password", "expected"), [("right", (1, False, "sent")), ("wrong", (0, True, "queued"))]
)
def test_a_login_is_made_before_the_first_message(
    certificate, server_context, monkeypatch, password, expected
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    def authenticate(server, session, envelope, mechanism, login):
        return AuthResult(success=login.password == b"right", handled=False)

    with running_sink(
        tls_context=server_context, authenticator=authenticate, auth_required=True
    ) as sink:
        login = {"smtp_user": "shop", "smtp_password": password}
        assert outcome(sink, smtp_security="starttls", **login) == expected
    assert Message.objects.get().attempts == expected[0]


def test_a_kind_of_security_that_does_not_exist_is_not_taken_for_none() -> None:
    with running_sink() as sink, pytest.raises(ImproperlyConfigured):
        outcome(sink, smtp_security="ssl")
    assert Message.objects.get().state == "queued"
