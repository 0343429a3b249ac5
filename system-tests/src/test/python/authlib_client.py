"""Debian's python3-authlib as a relying party and as a service. Ends with 0 when all held."""
import json
import os
import re
import secrets
import sys
from html import unescape
from urllib.parse import parse_qs, urljoin, urlparse

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oauth2.rfc7523 import PrivateKeyJWT

ISSUER = os.environ["ISSUER"]
CALLBACK = "https://rp.example/callback"
os.environ["REQUESTS_CA_BUNDLE"] = os.environ["TRUST"]  # whatever the machine says


def get(url):
    return requests.get(url, timeout=30).json()


def sign_in(address):
    """As a browser does: follows redirects within the server and sends its form."""
    browser = requests.Session()

    def follow(answer):
        while answer.is_redirect:
            there = urljoin(answer.url, answer.headers["Location"])
            if not there.startswith(ISSUER):
                return there, None
            answer = browser.get(there, allow_redirects=False)
        return answer.url, answer.text

    url, page = follow(browser.get(address, allow_redirects=False))
    action = unescape(re.search(r'<form[^>]*action="([^"]*)"', page).group(1))
    fields = {}
    for field in re.findall(r"<input[^>]*>", page):
        value = re.search(r' value="([^"]*)"', field)
        fields[re.search(r' name="([^"]*)"', field).group(1)] = unescape(value.group(1)) if value else ""
    fields.update(username="alice", password=os.environ["USER_PASSWORD"])
    there, page = follow(
        browser.post(
            urljoin(url, action),
            data=fields,
            headers={"Origin": "%s://%s" % urlparse(ISSUER)[:2]},
            allow_redirects=False,
        )
    )
    assert page is None, page
    return there


metadata = get(ISSUER + "/.well-known/openid-configuration")
keys = JsonWebKey.import_key_set(get(metadata["jwks_uri"]))


def a_person_signs_in():
    shop = OAuth2Session(
        "py-shop",
        os.environ["SHOP_SECRET"],
        scope="openid profile email",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
    )
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    address, state = shop.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
    )
    answer = sign_in(address)
    assert parse_qs(urlparse(answer).query)["iss"] == [ISSUER]
    token = shop.fetch_token(
        metadata["token_endpoint"], authorization_response=answer, state=state, code_verifier=verifier
    )
    claims = jwt.decode(
        token["id_token"],
        keys,
        claims_options={"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": "py-shop"}},
    )
    claims.validate()
    assert claims["nonce"] == nonce
    person = shop.get(metadata["userinfo_endpoint"]).json()
    assert person["sub"] == claims["sub"] and person["preferred_username"] == "alice", person
    old = token["access_token"]
    fresh = shop.refresh_token(metadata["token_endpoint"])
    assert fresh["access_token"] != old
    said = shop.introspect_token(
        metadata["introspection_endpoint"], token=fresh["access_token"], token_type_hint="access_token"
    ).json()
    assert said["active"] is True, said
    shop.revoke_token(metadata["revocation_endpoint"], token=fresh["refresh_token"])
    said = shop.introspect_token(metadata["introspection_endpoint"], token=fresh["access_token"]).json()
    assert said == {"active": False}, said


def a_service_proves_itself_by_a_key():
    key = json.loads(os.environ["SIGNER_KEY"])
    service = OAuth2Session(
        "py-signer",
        JsonWebKey.import_key(key),
        token_endpoint_auth_method=PrivateKeyJWT(metadata["token_endpoint"], alg="ES256", headers={"kid": key["kid"]}),
    )
    token = service.fetch_token(metadata["token_endpoint"], grant_type="client_credentials", resource="ledger")
    claims = jwt.decode(token["access_token"], keys, claims_options={"aud": {"essential": True, "value": "ledger"}})
    claims.validate()
    assert claims.header["typ"] == "at+jwt" and claims["sub"] == "py-signer"


failed = 0
for step in (a_person_signs_in, a_service_proves_itself_by_a_key):
    try:
        step()
        print("held:", step.__name__)
    except Exception as trouble:  # every step is tried
        failed += 1
        print("failed:", step.__name__, repr(trouble))
sys.exit(failed)
