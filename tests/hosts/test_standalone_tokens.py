"""Tokens: Saleor's JWTs, API tokens and shopper tokens; what is not exactly right is refused."""

import hmac
import json
import threading
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core import signing
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.hosts.standalone.auth import jwks
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import token_create, token_revoke
from saleor_crm_plugin.hosts.standalone.auth.shopper_tokens import shopper_token
from saleor_crm_plugin.hosts.standalone.models import ApiToken
from tests.factories import NOON, make_profile
from tests.hosts.graphql_client import ask, post, staff_token, token_of
from tests.hosts.small_shop import make_shop

API_URL = "https://shop.example.com/graphql/"
APP_ID = "QXBwOjE="
USER_ID = "VXNlcjox"
PROFILES = "{ crmProfiles(first: 1) { totalCount } }"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in "ab")

pytestmark = pytest.mark.django_db


def jwk(key, kid: str) -> dict:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return public | {"kid": kid, "use": "sig", "alg": "RS256"}


class Saleor:
    """The key address of a Saleor: what it answers, and how often it was asked."""

    def __init__(self) -> None:
        self.keys = [jwk(KEY, "1")]
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked = 0
        self.came, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()
        saleor = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                saleor.asked += 1
                saleor.came.set()
                saleor.may_answer.wait(10)
                self.send_response(saleor.status)
                for name, value in saleor.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(json.dumps({"keys": saleor.keys}).encode())

            def log_message(self, *args) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/.well-known/jwks.json"
        serve = partial(self.server.serve_forever, poll_interval=0.01)
        threading.Thread(target=serve, daemon=True).start()


@pytest.fixture
def saleor(settings):
    cache.clear()
    saleor = Saleor()
    settings.SALEOR_CRM = {
        "saleor_api_url": API_URL,
        "saleor_jwks_url": saleor.url,
        "saleor_app_id": APP_ID,
    }
    yield saleor
    saleor.server.shutdown()
    saleor.server.server_close()
    cache.clear()


def claims(**changes) -> dict:
    now = datetime.now(tz=UTC)
    given = {
        "iat": now,
        "exp": now + timedelta(minutes=5),
        "iss": API_URL,
        "owner": "saleor",
        "type": "thirdparty",
        "token": "abc",
        "email": "staff@example.com",
        "user_id": USER_ID,
        "is_staff": True,
        "app": APP_ID,
        "permissions": ["MANAGE_USERS"],
        "user_permissions": ["MANAGE_USERS", "MANAGE_ORDERS", "MANAGE_DISCOUNTS"],
    } | changes
    return {name: value for name, value in given.items() if value is not None}


def token(key=KEY, kid: str | None = "1", algorithm: str = "RS256", **changes) -> str:
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers=headers)


def status_of(given: str) -> tuple[int, str]:
    response = post(PROFILES, token=given)
    errors = response.json().get("errors") or [{"extensions": {"exception": {"code": ""}}}]
    return response.status_code, errors[0]["extensions"]["exception"]["code"]


def test_staff_come_with_the_dashboards_token(saleor):
    assert status_of(token()) == (200, "")


def test_staff_have_the_permissions_of_the_token_and_not_of_the_user(saleor):
    answer = post(
        'mutation { crmPointsAdjust(input: {profileId: "x", points: 1, key: "k", reason: "r"})'
        " { account { available } } }",
        token=token(),
    ).json()

    assert answer["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"


def test_shoppers_come_with_the_storefronts_token(saleor):
    make_shop()

    assert ask("CrmMe", token(type="access", is_staff=False))["firstName"] == "Ada"
    assert ask("CrmMe", token(type="access", user_id="VXNlcjoy"))["firstName"] == "Bo"
    assert ask("CrmMe", token(type="access", user_id="VXNlcjo5OQ==")) is None


def test_a_login_of_staff_is_a_shoppers_whatever_it_says_of_itself(saleor):
    assert status_of(token(type="access", is_staff=True)) == (200, "PermissionDenied")


@pytest.mark.parametrize(
    ("_case", "changes", "name"),
    [
        ("a refresh token", {"type": "refresh"}, "InvalidTokenError"),
        ("no type", {"type": None}, "InvalidTokenError"),
        ("another Saleor", {"iss": "https://evil.example.com/graphql/"}, "InvalidTokenError"),
        ("no issuer", {"iss": None}, "InvalidTokenError"),
        ("no expiry", {"exp": None}, "InvalidTokenError"),
        ("no time of issue", {"iat": None}, "InvalidTokenError"),
        ("expired", {"exp": NOON.replace(year=2020)}, "ExpiredSignatureError"),
        ("of the future", {"iat": NOON.replace(year=2200)}, "InvalidTokenError"),
        ("another app", {"app": "QXBwOjI="}, "InvalidTokenError"),
        ("no app", {"app": None}, "InvalidTokenError"),
        ("not staff", {"is_staff": False}, "InvalidTokenError"),
        ("no permissions", {"permissions": None}, "InvalidTokenError"),
        ("permissions as text", {"permissions": "MANAGE_USERS"}, "InvalidTokenError"),
        ("nobody", {"user_id": None}, "InvalidTokenError"),
    ],
)
def test_a_token_that_says_something_else_is_refused(saleor, _case, changes, name):
    assert status_of(token(**changes)) == (401, name)


def _with_the_public_key_as_secret() -> str:
    secret = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    _, payload, _ = token().split(".")
    head = urlsafe_b64encode(b'{"alg":"HS256","kid":"1","typ":"JWT"}').decode().rstrip("=")
    seal = hmac.digest(secret, f"{head}.{payload}".encode(), "sha256")
    return f"{head}.{payload}.{urlsafe_b64encode(seal).decode().rstrip('=')}"


@pytest.mark.parametrize(
    ("_case", "forged"),
    [
        ("unsigned", lambda: jwt.encode(claims(), None, algorithm="none", headers={"kid": "1"})),
        ("the public key as a secret", _with_the_public_key_as_secret),
        ("Saleor's old way", lambda: token("only for tests" * 4, algorithm="HS256")),
        ("another algorithm of the key", lambda: token(algorithm="RS512")),
        ("another key under the same name", lambda: token(OTHER_KEY)),
        ("without the name of a key", lambda: token(kid=None)),
        ("changed afterwards", lambda: token()[:-8] + "AAAAAAAA"),
        ("cut off", lambda: token().rsplit(".", 1)[0]),
        ("an app's own token", lambda: "x" * 30),
        ("much too long", lambda: "e" * 10_000),
    ],
)
def test_a_forged_token_is_refused(saleor, _case, forged):
    assert status_of(forged()) == (401, "InvalidTokenError")


def test_without_a_saleor_no_jwt_counts(settings):
    settings.SALEOR_CRM = {}

    assert status_of(token()) == (401, "InvalidTokenError")


def test_without_an_app_no_staff_come_by_jwt(saleor, settings):
    settings.SALEOR_CRM = settings.SALEOR_CRM | {"saleor_app_id": ""}

    assert status_of(token()) == (401, "InvalidTokenError")
    assert status_of(token(app="")) == (401, "InvalidTokenError")


def test_keys_are_fetched_once_for_many_requests(saleor):
    for _ in range(3):
        assert status_of(token()) == (200, "")

    assert saleor.asked == 1


def test_who_comes_while_the_keys_are_read_waits_for_them(saleor):
    # given
    found: list[str] = []

    def find() -> None:
        found.append(jwks.key_find(kid="1", settings=current(), at=NOON)["kid"])

    first, second = threading.Thread(target=find), threading.Thread(target=find)
    saleor.may_answer.clear()
    first.start()
    assert saleor.came.wait(10)

    # when
    second.start()
    second.join(0.2)
    saleor.may_answer.set()
    first.join(10)
    second.join(10)

    # then
    assert (found, saleor.asked) == (["1", "1"], 1)


def test_a_new_key_is_found_and_made_up_ones_do_not_hammer_saleor(saleor):
    # given
    assert status_of(token()) == (200, "")
    saleor.keys = [jwk(KEY, "1"), jwk(OTHER_KEY, "2")]

    # when
    soon = [status_of(token(OTHER_KEY, kid=kid)) for kid in ("2", "made-up", "made-up-too")]
    cache.delete(next(key.split(":", 2)[2] for key in cache._cache if key.endswith(".asked")))
    later = status_of(token(OTHER_KEY, kid="2"))

    # then: within 30 seconds of the first fetch nobody asks again
    assert [status for status, _ in soon] == [401, 401, 401]
    assert later == (200, "")
    assert saleor.asked == 2


def test_while_saleor_is_away_the_known_keys_hold(saleor):
    # given
    assert status_of(token()) == (200, "")
    for key in [key.split(":", 2)[2] for key in cache._cache]:
        if not key.endswith(("asked", "fresh")):
            continue
        cache.delete(key)
    saleor.status = 500

    # then
    assert status_of(token()) == (200, "")
    assert saleor.asked == 2


@pytest.mark.parametrize("status", [500, 302])
def test_without_any_keys_nobody_is_let_in(saleor, status):
    saleor.status, saleor.headers = status, {"Location": "http://127.0.0.1:9/"}

    assert status_of(token()) == (503, "KeysUnavailable")


def test_a_key_of_another_kind_is_not_used(saleor):
    saleor.keys = [{"kty": "oct", "kid": "1", "k": "c2VjcmV0", "alg": "HS256"}]

    assert status_of(token())[0] == 401


def test_keys_stand_beside_the_api_unless_configured(settings):
    settings.SALEOR_CRM = {"saleor_api_url": API_URL}

    assert jwks.jwks_url(current()) == "https://shop.example.com/.well-known/jwks.json"


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer {}"},
        {"Authorization": "bearer {}"},
        {"Authorization": "JWT {}"},
        {"Authorization-Bearer": "{}"},
        {"Authorization-Bearer": "{}", "Authorization": "Bearer nonsense"},
    ],
)
def test_a_token_is_found_in_each_of_saleors_headers(headers):
    given = staff_token()
    headers = {name: value.format(given) for name, value in headers.items()}

    response = Client().post(
        "/graphql/", {"query": PROFILES}, content_type="application/json", headers=headers
    )

    assert response.json()["data"] == {"crmProfiles": {"totalCount": 0}}


def test_another_scheme_is_refused_and_not_ignored():
    response = Client().post(
        "/graphql/",
        {"query": "{ __typename }"},
        content_type="application/json",
        headers={"Authorization": "Basic abc"},
    )

    assert response.status_code == 401


def test_of_an_api_token_only_its_hash_is_kept():
    made = token_create(name="till", permissions=["MANAGE_USERS"], expires_at=None, at=NOON)

    row = ApiToken.objects.get()
    assert made.secret.startswith(row.prefix)
    assert len(row.prefix) == 12
    assert made.secret not in json.dumps({"row": [str(value) for value in row.__dict__.values()]})
    assert len(made.secret) >= 47


def test_a_revoked_or_expired_api_token_is_refused():
    # given
    past = NOON - timedelta(days=1)
    revoked = token_create(name="a", permissions=["MANAGE_USERS"], expires_at=None, at=past)
    expired = token_create(name="b", permissions=["MANAGE_USERS"], expires_at=NOON, at=past)
    token_revoke(token_id=revoked.token_id, at=NOON)
    token_revoke(token_id=revoked.token_id, at=NOON + timedelta(days=1))

    # then
    assert status_of(revoked.secret) == (401, "InvalidTokenError")
    assert status_of(expired.secret) == (401, "ExpiredSignatureError")
    assert status_of("crm_" + "x" * 43) == (401, "InvalidTokenError")
    assert ApiToken.objects.get(pk=revoked.token_id).revoked_at == NOON


def test_the_use_of_an_api_token_is_noted_at_most_once_a_minute():
    given = staff_token()

    post("{ __typename }", token=given)
    first = ApiToken.objects.get().last_used_at
    post("{ __typename }", token=given)

    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


@pytest.mark.parametrize(
    ("permissions", "expires_at"),
    [([], None), (["MANAGE_EVERYTHING"], None), (["MANAGE_USERS"], NOON)],
)
def test_an_api_token_of_nonsense_is_not_made(permissions, expires_at):
    with pytest.raises(Invalid):
        token_create(name="x", permissions=permissions, expires_at=expires_at, at=NOON)

    assert ApiToken.objects.exists() is False


def test_a_shopper_token_ends():
    profile = make_profile()
    past = datetime.now(tz=UTC) - timedelta(days=2)

    given = shopper_token(profile_id=profile.pk, at=past)

    assert status_of(given) == (401, "ExpiredSignatureError")


def test_a_signature_for_another_purpose_opens_nothing():
    profile = make_profile()
    until = int((datetime.now(tz=UTC) + timedelta(days=1)).timestamp())
    signed = signing.dumps({"profile": profile.pk, "until": until}, salt="saleor_crm.unsubscribe")

    assert status_of("crms_" + signed) == (401, "InvalidTokenError")
    assert status_of(token_of(profile)[:-1] + "-") == (401, "InvalidTokenError")


def command(*arguments: str) -> str:
    said = StringIO()
    call_command("crm_token", *arguments, stdout=said, stderr=StringIO())
    return said.getvalue().strip()


def test_the_command_makes_lists_and_revokes_tokens():
    # given
    made = command("create", "till", "--permission", "MANAGE_USERS", "--days", "3")
    assert status_of(made) == (200, "")

    # when
    listed = command("list")
    command("revoke", str(ApiToken.objects.get().pk))

    # then
    assert made[:12] in listed
    assert made not in listed
    assert "MANAGE_USERS  till" in listed
    assert "revoked" in command("list")
    assert status_of(made)[0] == 401
    with pytest.raises(CommandError, match="there is no token 999"):
        command("revoke", "999")


def test_the_command_signs_a_token_for_a_shopper():
    make_shop()

    given = command("shopper", "--profile-email", "bo@example.com")

    assert ask("CrmMe", given)["firstName"] == "Bo"
    with pytest.raises(CommandError, match="there is no such profile"):
        command("shopper", "--profile-id", "999")
