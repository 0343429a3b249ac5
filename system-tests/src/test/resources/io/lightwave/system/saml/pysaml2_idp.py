"""Identity providers by pysaml2, an honest one and liars. Commands: metadata, sign-on, grant."""
import base64
import functools
import json
import pathlib
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from unittest import mock

import saml2.entity
import schema
from browser import Browser
from pysaml2_sp import SHA256, certificate
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, BINDING_SOAP
from saml2.config import IdPConfig
from saml2.metadata import create_metadata_string
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.sigver import pre_encryption_part, pre_signature_part, signed_instance_factory, verify_redirect_signature

DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
LONG_AGO = "2020-01-01T00:00:00Z"


def host(kind):
    return "https://%s.pysaml2.example" % kind


def config(folder, kind, known=None):
    """Kind is the binding by which it takes requests."""
    key, cert = certificate(folder)
    binding = BINDING_HTTP_POST if kind == "post" else BINDING_HTTP_REDIRECT
    settings = {
        "entityid": host(kind) + "/metadata",
        "xmlsec_binary": "/usr/bin/xmlsec1",
        "key_file": key,
        "cert_file": cert,
        "service": {
            "idp": {
                "want_authn_requests_signed": kind == "post",
                "endpoints": {"single_sign_on_service": [(host(kind) + "/sso", binding)]},
                "policy": {"default": {
                    "lifetime": {"minutes": 5},
                    "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
                }},
            }
        },
        "signing_algorithm": SHA256,
        "digest_algorithm": DIGEST,
    }
    if known:
        settings["metadata"] = {"inline": [known]}
    return IdPConfig().load(settings)


def metadata_of(ours, anchor):
    browser = Browser(anchor).send(ours)
    assert browser.status == 200, browser.page
    return schema.valid(browser.page)


class Idp:
    def __init__(self, folder, kind, ours, known):
        self.kind, self.ours = kind, ours
        self.server = Server(config=config(folder, kind, known))

    def leave(self, browser, account):
        """Goes to the identity provider by the sign-in page; what we ask for there, which pysaml2 has verified."""
        browser.leave(account, "pysaml2-" + self.kind)
        if self.kind == "post":
            assert browser.action() == host("post") + "/sso", browser.page
            sent = browser.fields()
            schema.of_form(sent["SAMLRequest"])
            request = self.server.parse_authn_request(sent["SAMLRequest"], BINDING_HTTP_POST)
        else:
            there = browser.redirected(host("redirect") + "/sso?")
            sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(there).query))
            schema.of_address(sent["SAMLRequest"])
            request = self.server.parse_authn_request(sent["SAMLRequest"], BINDING_HTTP_REDIRECT)
            self.check(sent)
        assert request.message.issuer.text == self.ours, str(request.message)
        return request.message, sent["RelayState"]

    def check(self, sent):
        certs = self.server.metadata.certs(self.ours, "spsso", "signing")
        certs = [each[1] if isinstance(each, tuple) else each for each in certs]

        def good(message):
            return any(verify_redirect_signature(message, self.server.sec.sec_backend, each) for each in certs)

        assert good(sent)
        assert not good({**sent, "RelayState": "another"})

    def unsigned(self, recipient, audience, asked, name, identity, encrypted=False):
        return self.server.create_authn_response(
            identity, asked, recipient, audience, name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=name),
            authn={"class_ref": PASSWORD}, sign_response=encrypted, sign_assertion=encrypted,
            encrypt_assertion=encrypted, sign_alg=SHA256, digest_alg=DIGEST)

    def sign(self, whole, part, algorithm=SHA256):
        """What part of it becomes when it is signed."""
        part.signature = pre_signature_part(
            part.id, self.server.sec.my_cert, 1, sign_alg=algorithm, digest_alg=DIGEST)
        kind = "urn:oasis:names:tc:SAML:2.0:%s:%s" % (
            ("protocol", "Response") if part.c_tag == "Response" else ("assertion", "Assertion"))
        return str(signed_instance_factory(whole, self.server.sec, [(kind, part.id)]))


def honest(idp, response):
    return idp.sign(response, response.assertion)


def short(idp, response):
    """Not signed itself, it need not say from whom it is and to where."""
    response.issuer = response.destination = None
    text = honest(idp, response)
    assert "Destination" not in text, text
    return text


def whole(idp, response):
    return idp.sign(response, response)


def changed(change):
    def lie(idp, response):
        change(response)
        return idp.sign(response, response.assertion)
    return lie


def audience(response):
    response.assertion.conditions.audience_restriction[0].audience[0].text = "https://else.example"


def confirmation(response):
    return response.assertion.subject.subject_confirmation[0].subject_confirmation_data


def recipient(response):
    confirmation(response).recipient = "https://else.example/acs"


def another_request(response):
    confirmation(response).in_response_to = "_another"


def expired(response):
    confirmation(response).not_on_or_after = LONG_AGO


def conditions_expired(response):
    response.assertion.conditions.not_on_or_after = LONG_AGO


def issuer(response):
    response.assertion.issuer.text = "https://else.example/metadata"


def spoilt(idp, response):
    return honest(idp, response).replace(">p-ada<", ">p-eve<")


def unsigned(idp, response):
    return str(response)


def sha_1(idp, response):
    return idp.sign(response, response.assertion, "http://www.w3.org/2000/09/xmldsig#rsa-sha1")


def triple_des(idp, response):
    """Encrypted for us as pysaml2 does it by default, within a signed response."""
    text = str(idp.unsigned(response.destination, idp.ours, response.in_response_to, "p-ada", {}, encrypted=True))
    assert "#tripledes-cbc" in text and "Signature" in text, text
    return text


def aes_gcm(idp, response):
    """Encrypted by xmlsec1 as it should be, within a signed response."""
    template = functools.partial(pre_encryption_part, msg_enc="http://www.w3.org/2009/xmlenc11#aes256-gcm")
    encrypt = functools.partial(idp.server.sec.encrypt_assertion, key_type="aes-256")
    with mock.patch.object(saml2.entity, "pre_encryption_part", template), \
            mock.patch.object(idp.server.sec, "encrypt_assertion", encrypt):
        text = str(idp.unsigned(response.destination, idp.ours, response.in_response_to, "p-ada", {}, encrypted=True))
    assert "#aes256-gcm" in text and "#rsa-oaep-mgf1p" in text and "p-ada" not in text, text
    return text


def parts(idp, response):
    """The response, its assertion, and a forgery of that without a signature."""
    text = honest(idp, response)
    good = re.search(r"<(ns\d+):Assertion .*</\1:Assertion>", text, re.S).group(0)
    forged = re.sub(r"<(ns\d+):Signature[ >].*</\1:Signature>", "", good, flags=re.S)
    forged = forged.replace(">p-ada<", ">p-eve<").replace(' ID="', ' ID="evil-')
    assert forged != good
    return text, good, forged


def before(idp, response):
    text, good, forged = parts(idp, response)
    return text.replace(good, forged + good)


def within(idp, response):
    text, good, forged = parts(idp, response)
    end = forged.rindex("</")
    return text.replace(good, forged[:end] + good + forged[end:])


def behind_the_signature(idp, response):
    text, good, forged = parts(idp, response)
    signature = re.search(r"<(ns\d+):Signature[ >].*</\1:Signature>", good, re.S).group(0)
    inner = good.replace(signature, "")
    end = signature.rindex("</")
    stuffed = signature[:end] + "<x:Object xmlns:x=\"http://www.w3.org/2000/09/xmldsig#\">" + inner + "</x:Object>" \
        + signature[end:]
    return text.replace(good, re.sub(r"(</ns\d+:Issuer>)", lambda each: each.group(1) + stuffed, forged, count=1))


def log_out(idp, browser, account, signed):
    """Ends by SOAP what the browser has begun; the status, and where a visit of the account's page leads then."""
    there = idp.server.metadata.service(idp.ours, "spsso_descriptor", "single_logout_service", BINDING_SOAP)[0]["location"]
    _, request = idp.server.create_logout_request(
        there, idp.ours, name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text="p-ada"), sign=signed,
        sign_alg=SHA256, digest_alg=DIGEST)
    request = re.sub(r"^<\?xml[^>]*>", "", str(request))
    envelope = '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>%s</S:Body></S:Envelope>'
    try:
        answer = browser.soap(there, envelope % request)
        # by SOAP it would write the message anew before it verifies it, with other prefixes
        message = schema.of_soap(answer)
        message = base64.b64encode(message.encode()).decode()
        assert idp.server.parse_logout_request_response(message, BINDING_HTTP_POST).status_ok()
        status = 200
    except urllib.error.HTTPError as error:
        status = error.code
    browser.send(account)
    return [status, urllib.parse.urlsplit(browser.url).path]


LIES = {
    "unsigned": unsigned,
    "spoilt": spoilt,
    "audience": changed(audience),
    "recipient": changed(recipient),
    "request": changed(another_request),
    "confirmation expired": changed(expired),
    "conditions expired": changed(conditions_expired),
    "issuer": changed(issuer),
    "SHA-1": sha_1,
    "triple DES": triple_des,
    "forgery before": before,
    "forgery around": within,
    "forgery around, in the signature": behind_the_signature,
}


def sign_on(folder, anchor, account, providers):
    result = {}
    for kind, of in json.loads(providers).items():
        ours, consumer = of["serviceProviderEntityId"], of["redirectUri"]
        idp = Idp(folder, kind, ours, metadata_of(ours, anchor))

        def once(make):
            browser = Browser(anchor)
            asked, state = idp.leave(browser, account)
            assert asked.assertion_consumer_service_url == consumer, str(asked)
            response = idp.unsigned(consumer, ours, asked.id, "p-ada", {"uid": ["ada-" + kind]})
            message = make(idp, response)
            return browser, message, state, browser.bring(consumer, message, state, host(kind))

        said = {name: once(lie)[3] for name, lie in LIES.items()}
        browser, message, state, said["honest"] = once(honest)
        said["whole"] = once(whole)[3]
        said["short"] = once(short)[3]
        said["AES-GCM"] = once(aes_gcm)[3]
        said["replayed"] = browser.bring(consumer, message, state, host(kind))
        browser = Browser(anchor)
        _, state = idp.leave(browser, account)
        said["replayed by another"] = browser.bring(consumer, message, state, host(kind))
        message = honest(idp, idp.unsigned(consumer, ours, None, "p-ada", {"uid": ["ada-" + kind]}))
        for name in ("unsolicited", "unsolicited again"):
            browser = Browser(anchor)
            idp.leave(browser, account)
            said[name] = browser.bring(consumer, message, "", host(kind))
            if browser.status == 200:
                browser.send(account)
                said[name] = [browser.status, urllib.parse.urlsplit(browser.url).path]
        browser = once(honest)[0]
        said["logout, unsigned"] = log_out(idp, browser, account, False)
        said["logout"] = log_out(idp, browser, account, True)
        result[kind] = said
    print(json.dumps(result))


def grant(folder, anchor, token, providers, client, secret):
    """Assertions at the token endpoint (RFC 7522)."""
    of = json.loads(providers)["redirect"]
    ours = of["serviceProviderEntityId"]
    browser = Browser(anchor)
    idp = Idp(folder, "redirect", ours, metadata_of(ours, anchor))

    def assertion(change=lambda response: None, signed=True, name="p-ada"):
        response = idp.unsigned(token, ours, None, name, {"uid": ["ada-redirect"]})
        change(response)
        return idp.sign(response.assertion, response.assertion) if signed else str(response.assertion)

    def for_the_endpoint(response):
        response.assertion.conditions.audience_restriction[0].audience[0].text = token

    def ask(text):
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:saml2-bearer",
            "assertion": base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
        }
        basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
        request = urllib.request.Request(
            token, urllib.parse.urlencode(form).encode(), {"Authorization": "Basic " + basic})
        try:
            return json.loads(browser.opener.open(request).read())
        except urllib.error.HTTPError as error:
            return json.loads(error.read())

    good = assertion()
    print(json.dumps({
        "good": ask(good),
        "good, for the endpoint": ask(assertion(for_the_endpoint)),
        "replayed": ask(good),
        "unsigned": ask(assertion(signed=False)),
        "audience": ask(assertion(audience)),
        "recipient": ask(assertion(recipient)),
        "expired": ask(assertion(expired)),
        "stranger": ask(assertion(name="p-eve")),
        "spoilt": ask(assertion().replace(">p-ada<", ">p-eve<")),
    }))


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "metadata":
        print(create_metadata_string(None, config(where, sys.argv[3])).decode())
    else:
        {"sign-on": sign_on, "grant": grant}[sys.argv[1]](where, *sys.argv[3:])
