"""A service provider by lasso, which is what mod_auth_mellon stands on. Commands: metadata, sign-on, lie."""
import base64
import json
import pathlib
import re
import subprocess
import sys
import urllib.error
import urllib.parse

import lasso
import schema
from browser import Browser

ENTITY = "https://lasso.example/metadata"
ACS = "https://lasso.example/acs"
ARTIFACT = "https://lasso.example/artifact"


def certificate(folder):
    key, cert = folder / "key.pem", folder / "cert.pem"
    if not key.exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=lasso", "-days", "2",
             "-keyout", key, "-out", cert], check=True, capture_output=True)
    return key, cert


def descriptor(folder, entity, role, wish, services):
    """Metadata of a provider in one role, with one key for everything."""
    _, cert = certificate(folder)
    body = "".join(line for line in cert.read_text().splitlines() if "CERTIFICATE" not in line)
    return f"""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}">
  <{role} {wish}="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{body}</X509Certificate>
    </X509Data></KeyInfo></KeyDescriptor>
{services}
  </{role}>
</EntityDescriptor>"""


def metadata(folder):
    return descriptor(folder, ENTITY, "SPSSODescriptor", "AuthnRequestsSigned", f"""\
    <AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
      Location="{ACS}"/>
    <AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="{ARTIFACT}"/>""")


def server_of(folder, keys, known):
    key, cert = certificate(keys)
    server = lasso.Server.newFromBuffers(metadata(folder), key.read_text(), None, cert.read_text())
    server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA256
    server.setEncryptionPrivateKey(str(key))
    server.addProviderFromBuffer(lasso.PROVIDER_ROLE_IDP, schema.valid(known))
    return server


def asks(server, idp, method, change=lambda login: None):
    """A login whose request has been made."""
    login = lasso.Login(server)
    login.initAuthnRequest(idp, method)
    login.request.nameIdPolicy.format = lasso.SAML2_NAME_IDENTIFIER_FORMAT_PERSISTENT
    login.request.nameIdPolicy.allowCreate = True
    login.msgRelayState = "deep/link"
    change(login)
    login.buildAuthnRequestMsg()
    return login


def sign_on(folder, idp, anchor, user, password):
    server = server_of(folder, folder, Browser(anchor).send(idp).page)
    results = []
    for method, artifact in ((lasso.HTTP_METHOD_REDIRECT, False), (lasso.HTTP_METHOD_POST, False),
                             (lasso.HTTP_METHOD_REDIRECT, True)):
        browser = Browser(anchor)

        def by_artifact(login):
            if artifact:
                login.request.protocolBinding = lasso.SAML2_METADATA_BINDING_ARTIFACT

        login = asks(server, idp, method, by_artifact)
        if method == lasso.HTTP_METHOD_REDIRECT:
            browser.send(login.msgUrl)
        else:
            browser.send(login.msgUrl, {"SAMLRequest": login.msgBody, "RelayState": "deep/link"}, "https://lasso.example")
        browser.until = ARTIFACT
        browser.sign_in(user, password)
        if artifact:
            query = urllib.parse.urlsplit(browser.url).query
            fields = dict(urllib.parse.parse_qsl(query))
            login.initRequest(query, lasso.HTTP_METHOD_ARTIFACT_GET)
            login.buildRequestMsg()
            answer = browser.soap(login.msgUrl, login.msgBody)
            schema.of_soap(answer)
            login.processResponseMsg(answer)
        else:
            fields = browser.fields()
            assert browser.action() == ACS, browser.page
            schema.of_form(fields["SAMLResponse"])
            login.processAuthnResponseMsg(fields["SAMLResponse"])
        login.acceptSso()
        results.append({
            "name": login.nameIdentifier.content,
            "format": login.nameIdentifier.format,
            "attributes": {each.name: [value.any[0].content for value in each.attributeValue]
                           for statement in login.assertion.attributeStatement for each in statement.attribute},
            "relayState": fields["RelayState"],
        })
    print(json.dumps(results))


def lie(folder, idp, anchor, user, password):
    """The status that each lie of a service provider gets, in requests to sign on and to log out."""
    known = Browser(anchor).send(idp).page
    another = folder / "another"
    another.mkdir(exist_ok=True)
    server, stranger = server_of(folder, folder, known), server_of(folder, another, known)
    old = server_of(folder, folder, known)
    old.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA1
    redirect, post = lasso.HTTP_METHOD_REDIRECT, lasso.HTTP_METHOD_POST
    said = {}

    def brings(name, login, body=lambda text: text, address=lambda text: text):
        browser = Browser(anchor)
        if login.msgBody:
            text = body(base64.b64decode(login.msgBody).decode())
            form = {"SAMLRequest": base64.b64encode(text.encode()).decode(), "RelayState": "deep/link"}
            browser.send(login.msgUrl, form, "https://lasso.example")
        else:
            browser.send(address(login.msgUrl))
        said[name] = [browser.status, urllib.parse.urlsplit(browser.url).path]

    def unsigned(login):
        login.setSignatureHint(lasso.PROFILE_SIGNATURE_HINT_FORBID)

    def elsewhere(login):
        login.request.assertionConsumerServiceUrl = "https://else.example/acs"

    def issuer(login):
        login.request.issuer.content = "https://else.example/metadata"

    for binding, method in (("redirect", redirect), ("post", post)):
        brings("honest, " + binding, asks(server, idp, method))
        brings("unsigned, " + binding, asks(server, idp, method, unsigned))
        brings("another key, " + binding, asks(stranger, idp, method))
        brings("SHA-1, " + binding, asks(old, idp, method))
        brings("consumer, " + binding, asks(server, idp, method, elsewhere))
        brings("issuer, " + binding, asks(server, idp, method, issuer))
    brings("another state", asks(server, idp, redirect), address=lambda text: text.replace("deep%2Flink", "else"))
    brings("another algorithm", asks(server, idp, redirect), address=lambda text: text.replace("rsa-sha256", "rsa-sha512"))
    brings("changed", asks(server, idp, post), lambda text: text.replace(">" + ENTITY, ">https://wiki.example/"))
    brings("forced", asks(server, idp, post), lambda text: text.replace('ForceAuthn="false"', 'ForceAuthn="true"'))

    def wrapped(text):
        forged = re.sub(r"<Signature xmlns.*</Signature>", "", text, flags=re.S).replace(' ID="', ' ID="evil-')
        return forged.replace("</saml:Issuer>", "</saml:Issuer><samlp:Extensions>%s</samlp:Extensions>" % text, 1)

    brings("wrapped", asks(server, idp, post), wrapped)

    browser = Browser(anchor)
    login = asks(server, idp, redirect)
    browser.send(login.msgUrl)
    browser.sign_in(user, password)
    login.processAuthnResponseMsg(browser.fields()["SAMLResponse"])
    login.acceptSso()

    def out(name, by, change=lambda text: text, hint=lasso.PROFILE_SIGNATURE_HINT_MAYBE):
        logout = lasso.Logout(by)
        logout.setSessionFromDump(login.session.dump())
        logout.setSignatureHint(hint)
        logout.initRequest(idp, lasso.HTTP_METHOD_SOAP)
        logout.buildRequestMsg()
        try:
            answer = browser.soap(logout.msgUrl, change(logout.msgBody))
            schema.of_soap(answer)
            logout.processResponseMsg(answer)
            status = 200
        except urllib.error.HTTPError as error:
            status = error.code
        said["logout, " + name] = [status, urllib.parse.urlsplit(browser.send(login.msgUrl.split("?")[0].replace(
            "/saml/sso", "/account")).url).path]

    name = login.nameIdentifier.content
    out("unsigned", server, hint=lasso.PROFILE_SIGNATURE_HINT_FORBID)
    out("another key", stranger)
    out("SHA-1", old)
    out("somebody else", server, lambda text: text.replace(name, "somebody-else"))
    out("honest", server)
    print(json.dumps(said))


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "metadata":
        print(metadata(where))
    else:
        {"sign-on": sign_on, "lie": lie}[sys.argv[1]](where, *sys.argv[3:])
