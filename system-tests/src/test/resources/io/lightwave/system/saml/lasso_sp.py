"""A service provider by lasso, which is what mod_auth_mellon stands on. Commands: metadata, sign-on."""
import json
import pathlib
import subprocess
import sys
import urllib.parse

import lasso
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


def metadata(folder):
    _, cert = certificate(folder)
    body = "".join(line for line in cert.read_text().splitlines() if "CERTIFICATE" not in line)
    return f"""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY}">
  <SPSSODescriptor AuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{body}</X509Certificate>
    </X509Data></KeyInfo></KeyDescriptor>
    <AssertionConsumerService index="0" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
      Location="{ACS}"/>
    <AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="{ARTIFACT}"/>
  </SPSSODescriptor>
</EntityDescriptor>"""


def sign_on(folder, idp, anchor, user, password):
    key, cert = certificate(folder)
    server = lasso.Server.newFromBuffers(metadata(folder), key.read_text(), None, cert.read_text())
    server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA256
    server.setEncryptionPrivateKey(str(key))
    known = Browser(anchor).send(idp).page
    server.addProviderFromBuffer(lasso.PROVIDER_ROLE_IDP, known)
    results = []
    for method, artifact in ((lasso.HTTP_METHOD_REDIRECT, False), (lasso.HTTP_METHOD_POST, False),
                             (lasso.HTTP_METHOD_REDIRECT, True)):
        browser = Browser(anchor)
        login = lasso.Login(server)
        login.initAuthnRequest(idp, method)
        login.request.nameIdPolicy.format = lasso.SAML2_NAME_IDENTIFIER_FORMAT_PERSISTENT
        login.request.nameIdPolicy.allowCreate = True
        if artifact:
            login.request.protocolBinding = lasso.SAML2_METADATA_BINDING_ARTIFACT
        login.msgRelayState = "deep/link"
        login.buildAuthnRequestMsg()
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
            login.processResponseMsg(browser.soap(login.msgUrl, login.msgBody))
        else:
            fields = browser.fields()
            assert browser.action() == ACS, browser.page
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


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "metadata":
        print(metadata(where))
    else:
        sign_on(where, *sys.argv[3:])
