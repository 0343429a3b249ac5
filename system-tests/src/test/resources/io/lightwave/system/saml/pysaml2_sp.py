"""A service provider by pysaml2. Commands: metadata, sign-on."""
import json
import pathlib
import subprocess
import sys

from browser import Browser
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import create_metadata_string

ENTITY = "https://pysaml2.example/metadata"
ACS = "https://pysaml2.example/acs"
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def certificate(folder):
    key, cert = folder / "key.pem", folder / "cert.pem"
    if not key.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=pysaml2", "-days", "2",
             "-keyout", key, "-out", cert], check=True, capture_output=True)
    return str(key), str(cert)


def config(folder, metadata=None):
    key, cert = certificate(folder)
    settings = {
        "entityid": ENTITY,
        "xmlsec_binary": "/usr/bin/xmlsec1",
        "key_file": key,
        "cert_file": cert,
        "encryption_keypairs": [{"key_file": key, "cert_file": cert}],
        "service": {
            "sp": {
                "authn_requests_signed": True,
                "want_response_signed": True,
                "want_assertions_signed": True,
                "allow_unsolicited": False,
                "endpoints": {"assertion_consumer_service": [(ACS, BINDING_HTTP_POST)]},
            }
        },
        "signing_algorithm": SHA256,
        "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
    }
    if metadata:
        settings["metadata"] = {"inline": [metadata]}
    return SPConfig().load(settings)


def sign_on(folder, idp, anchor, user, password):
    browser = Browser(anchor)
    metadata = browser.send(idp).page
    client = Saml2Client(config(folder, metadata))
    results = []
    for binding in (BINDING_HTTP_REDIRECT, BINDING_HTTP_POST):
        browser = Browser(anchor)
        request, info = client.prepare_for_authenticate(
            entityid=idp, relay_state="deep/link", binding=binding,
            sigalg=SHA256, digest_alg="http://www.w3.org/2001/04/xmlenc#sha256")
        if binding == BINDING_HTTP_REDIRECT:
            browser.send(dict(info["headers"])["Location"])
        else:
            page = Browser.__new__(Browser)
            page.url, page.page = ACS, info["data"]
            page.page = page.page if isinstance(page.page, str) else "".join(page.page)
            browser.send(page.action(), page.fields(), "https://pysaml2.example")
        browser.sign_in(user, password)
        fields = browser.fields()
        assert browser.action() == ACS, browser.page
        response = client.parse_authn_request_response(
            fields["SAMLResponse"], BINDING_HTTP_POST, outstanding={request: "/"})
        results.append({
            "name": str(response.get_subject().text),
            "format": response.get_subject().format,
            "issuer": response.issuer(),
            "attributes": response.get_identity(),
            "context": response.authn_info()[0][0],
            "relayState": fields["RelayState"],
            "encrypted": "EncryptedAssertion" in str(response.xmlstr),
        })
    print(json.dumps(results))


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "metadata":
        print(create_metadata_string(None, config(where)).decode())
    else:
        sign_on(where, *sys.argv[3:])
