"""An identity provider by lasso, honest or lying in what lasso itself signs. Commands: metadata, sign-on, old."""
import base64
import datetime
import json
import pathlib
import re
import sys
import urllib.parse
import urllib.request

import lasso
import schema
from browser import Browser, site
from lasso_sp import certificate, descriptor

HOST = "https://idp.lasso.example"
ENTITY = HOST + "/metadata"
UID = "urn:oid:0.9.2342.19200300.100.1.1"
CONTEXT = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
LONG_AGO = "2020-01-01T00:00:00Z"
SIGNATURE = re.compile(r"<Signature xmlns=.*?</Signature>", re.S)


def metadata(folder):
    return descriptor(folder, ENTITY, "IDPSSODescriptor", "WantAuthnRequestsSigned", f"""\
    <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{HOST}/slo"/>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{HOST}/sso"/>""")


def zulu(minutes):
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


class Idp:
    def __init__(self, folder, known, keys=None):
        self.folder, self.known = folder, known
        key, cert = certificate(keys or folder)
        self.server = lasso.Server.newFromBuffers(metadata(folder), key.read_text(), None, cert.read_text())
        self.server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA256
        self.server.addProviderFromBuffer(lasso.PROVIDER_ROLE_SP, known)
        self.ours = re.search(r'entityID="([^"]*)"', known).group(1)
        self.encrypted(lasso.ENCRYPTION_MODE_NONE)

    def encrypted(self, mode):
        there = self.server.getProvider(self.ours)
        there.setEncryptionMode(mode)
        there.setEncryptionSymKeyType(lasso.ENCRYPTION_SYM_KEY_TYPE_AES_256)
        there.setKeyEncryptionMethod(lasso.KEY_ENCRYPTION_METHOD_OAEP)
        return self

    def answers(self, query, change=lambda login: None, name="p-ada", uid="ada-lasso"):
        """The text of a response, with an assertion that is signed in a response that is."""
        login = lasso.Login(self.server)
        login.processAuthnRequestMsg(query)
        login.request.nameIdPolicy = lasso.Samlp2NameIDPolicy()
        login.request.nameIdPolicy.format = lasso.SAML2_NAME_IDENTIFIER_FORMAT_PERSISTENT
        login.request.nameIdPolicy.allowCreate = True
        login.validateRequestMsg(True, True)
        login.buildAssertion(CONTEXT, zulu(0), zulu(60), zulu(-1), zulu(5))
        login.assertion.authnStatement[0].sessionIndex = "_s1"
        if login.assertion.subject.nameId:  # else it is encrypted by now
            login.assertion.subject.nameId.content = name
        node = lasso.MiscTextNode.newWithString(uid)
        node.textChild = True
        value = lasso.Saml2AttributeValue()
        value.any = [node]
        attribute = lasso.Saml2Attribute()
        attribute.name, attribute.nameFormat = UID, lasso.SAML2_ATTRIBUTE_NAME_FORMAT_URI
        attribute.attributeValue = [value]
        statement = lasso.Saml2AttributeStatement()
        statement.attribute = [attribute]
        login.assertion.attributeStatement = [statement]
        change(login)
        login.buildAuthnResponseMsg()
        self.session = login.session.dump()
        return base64.b64decode(login.msgBody).decode()


def honest(idp, query):
    return idp.answers(query)


def changed(change, sign):
    """What lasso has signed with this sign in it; it writes some of it itself when it does."""
    def lie(idp, query):
        text = idp.answers(query, change)
        assert sign in text, text
        return text
    return lie


def confirmation(login):
    return login.assertion.subject.subjectConfirmation.subjectConfirmationData


def audience(login):
    login.assertion.conditions.audienceRestriction[0].audience = "https://else.example"


def another_request(login):
    confirmation(login).inResponseTo = "_another"


def expired(login):
    confirmation(login).notOnOrAfter = LONG_AGO


def conditions_expired(login):
    login.assertion.conditions.notOnOrAfter = LONG_AGO


def issuer(login):
    login.assertion.issuer.content = "https://else.example/metadata"


def failed(login):
    login.response.status.statusCode.value = lasso.SAML2_STATUS_CODE_RESPONDER


def another_key(idp, query):
    keys = idp.folder / "another"
    keys.mkdir(exist_ok=True)
    return Idp(idp.folder, idp.known, keys).answers(query)


def sha_1(idp, query):
    idp.server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA1
    try:
        return idp.answers(query)
    finally:
        idp.server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA256


def encrypted_assertion(idp, query, uid="ada-lasso"):
    text = idp.encrypted(lasso.ENCRYPTION_MODE_ASSERTION).answers(query, uid=uid)
    idp.encrypted(lasso.ENCRYPTION_MODE_NONE)
    assert "<saml:EncryptedAssertion" in text and "#aes256-cbc" in text and "<saml:Assertion" not in text, text
    return text


def encrypted_name(idp, query, uid="ada-lasso"):
    text = idp.encrypted(lasso.ENCRYPTION_MODE_NAMEID).answers(query, uid=uid)
    idp.encrypted(lasso.ENCRYPTION_MODE_NONE)
    assert "<saml:EncryptedID" in text and "#aes256-cbc" in text and "<saml:NameID" not in text, text
    return text


def unsigned(idp, query):
    return SIGNATURE.sub("", honest(idp, query))


def spoilt(idp, query):
    return honest(idp, query).replace(">p-ada<", ">p-eve<")


def commented(idp, query):
    """The signature holds: what is signed has no comments."""
    text = idp.answers(query, name="p-ada.else.example")
    return text.replace(">p-ada.else.example<", ">p-ada<!-- -->.else.example<")


def declared(idp, query):
    return '<!DOCTYPE r [<!ENTITY e "p-ada">]>' + honest(idp, query).replace(">p-ada<", ">&e;<")


def signed_parts(idp, query):
    """A response with only its assertion signed, that assertion, its signature, and a forgery of it."""
    text = SIGNATURE.sub("", honest(idp, query), count=1)
    good = re.search(r"<saml:Assertion .*</saml:Assertion>", text, re.S).group(0)
    signature = SIGNATURE.search(good).group(0)
    forged = good.replace(signature, "").replace(">p-ada<", ">p-eve<").replace(' ID="', ' ID="evil-')
    return text, good, signature, forged


def stuffed(signature, element):
    return signature.replace("</Signature>", "<Object>%s</Object></Signature>" % element)


def after_issuer(element, more):
    return element.replace("</saml:Issuer>", "</saml:Issuer>" + more, 1)


def whole_parts(idp, query):
    text = honest(idp, query)
    signature = SIGNATURE.search(text).group(0)
    bare = text.replace(signature, "")
    forged = SIGNATURE.sub("", text).replace(">p-ada<", ">p-eve<").replace(' ID="', ' ID="evil-')
    return text, signature, bare, forged


def xsw_1(idp, query):
    _, signature, bare, forged = whole_parts(idp, query)
    return after_issuer(forged, stuffed(signature, bare))


def xsw_2(idp, query):
    _, signature, bare, forged = whole_parts(idp, query)
    return after_issuer(forged, bare + signature)


def xsw_3(idp, query):
    text, good, _, forged = signed_parts(idp, query)
    return text.replace(good, forged + good)


def xsw_4(idp, query):
    text, good, _, forged = signed_parts(idp, query)
    return text.replace(good, forged.replace("</saml:Assertion>", good + "</saml:Assertion>"))


def xsw_5(idp, query):
    text, good, signature, forged = signed_parts(idp, query)
    return text.replace(good, after_issuer(forged, signature) + good.replace(signature, ""))


def xsw_6(idp, query):
    text, good, signature, forged = signed_parts(idp, query)
    return text.replace(good, after_issuer(forged, stuffed(signature, good.replace(signature, ""))))


def xsw_7(idp, query):
    text, _, _, forged = signed_parts(idp, query)
    return text.replace("<samlp:Status>", "<samlp:Extensions>%s</samlp:Extensions><samlp:Status>" % forged, 1)


def xsw_8(idp, query):
    text, good, signature, forged = signed_parts(idp, query)
    inner = good.replace(signature, "")
    return text.replace(good, after_issuer(forged, stuffed(signature, "<x:any xmlns:x=\"urn:x\">%s</x:any>" % inner)))


def same_id(idp, query):
    text, good, _, forged = signed_parts(idp, query)
    return text.replace(good, forged.replace("evil-", "") + good)


LIES = {
    "unsigned": unsigned,
    "spoilt": spoilt,
    "another key": another_key,
    "SHA-1": sha_1,
    "AES-CBC": encrypted_assertion,
    "name by AES-CBC": encrypted_name,
    "audience": changed(audience, ">https://else.example<"),
    "request": changed(another_request, '"_another"'),
    "confirmation expired": changed(expired, LONG_AGO),
    "conditions expired": changed(conditions_expired, LONG_AGO),
    "issuer": changed(issuer, ">https://else.example/metadata<"),
    "failed": changed(failed, ":status:Responder"),
    "comment": commented,
    "document type": declared,
    "same ID": same_id,
    "XSW 1": xsw_1,
    "XSW 2": xsw_2,
    "XSW 3": xsw_3,
    "XSW 4": xsw_4,
    "XSW 5": xsw_5,
    "XSW 6": xsw_6,
    "XSW 7": xsw_7,
    "XSW 8": xsw_8,
}


class Visits:
    def __init__(self, folder, anchor, account, ours, consumer, provider):
        self.anchor, self.account, self.consumer, self.provider = anchor, account, consumer, provider
        self.idp = Idp(folder, schema.valid(Browser(anchor).send(ours).page))

    def once(self, make):
        """What became of a response, and what would bring it once more."""
        browser = Browser(self.anchor).leave(self.account, self.provider)
        query = urllib.parse.urlsplit(browser.redirected(HOST + "/sso?")).query
        state = dict(urllib.parse.parse_qsl(query))["RelayState"]
        message = make(self.idp, query)
        return browser.bring(self.consumer, message, state, HOST), (browser, message, state)


def signed_out(visits):
    """Whoever signs out of us comes with a request of ours, which lasso verifies, and goes back with its answer."""
    browser = visits.once(honest)[1][0]
    browser.send(visits.account.replace("/account", "/oauth2/logout"))
    browser.send(browser.action(), browser.fields(), site(browser.url))
    query = urllib.parse.urlsplit(browser.redirected(HOST + "/slo?")).query
    schema.of_address(dict(urllib.parse.parse_qsl(query))["SAMLRequest"])
    logout = lasso.Logout(visits.idp.server)
    logout.setSessionFromDump(visits.idp.session)
    logout.processRequestMsg(query)
    logout.validateRequest()
    logout.buildResponseMsg()
    browser.send(logout.msgUrl)
    gone = [logout.nameIdentifier.content, browser.status]
    browser.send(visits.account)
    return gone + [urllib.parse.urlsplit(browser.url).path]


def sign_on(visits):
    said = {name: visits.once(lie)[0] for name, lie in LIES.items()}
    said["assertion signed alone"] = visits.once(lambda idp, query: signed_parts(idp, query)[0])[0]
    said["honest"], (browser, message, state) = visits.once(honest)
    said["signed out here"] = signed_out(visits)
    said["replayed"] = browser.bring(visits.consumer, message, state, HOST)
    return said


def old(visits):
    """Of a provider that is marked."""
    return {
        "AES-CBC": visits.once(encrypted_assertion)[0],
        "name by AES-CBC": visits.once(lambda idp, query: encrypted_name(idp, query, "bea-lasso"))[0],
        "SHA-1": visits.once(sha_1)[0],
        "unsigned": visits.once(unsigned)[0],
        "AES-CBC, unsigned": visits.once(lambda idp, query: SIGNATURE.sub("", encrypted_assertion(idp, query)))[0],
    }


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "metadata":
        print(metadata(where))
    else:
        print(json.dumps({"sign-on": sign_on, "old": old}[sys.argv[1]](Visits(where, *sys.argv[3:]))))
