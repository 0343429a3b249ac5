"""A service provider by lasso that takes PAOS, and lasso's enhanced client before it. Commands: metadata, sign-on."""
import base64
import json
import pathlib
import sys
import urllib.error
import urllib.request

import lasso
from browser import Browser
from lasso_sp import certificate, descriptor

ENTITY = "https://files.example/metadata"
ACS = "https://files.example/acs"
PAOS = "https://files.example/paos"


def metadata(folder):
    return descriptor(folder, ENTITY, "SPSSODescriptor", "AuthnRequestsSigned", f"""\
    <AssertionConsumerService index="0" isDefault="true" Binding="{lasso.SAML2_METADATA_BINDING_POST}" Location="{ACS}"/>
    <AssertionConsumerService index="1" Binding="{lasso.SAML2_METADATA_BINDING_PAOS}" Location="{PAOS}"/>""")


def refused(browser, url, body, authorization):
    """The status of what is not accepted."""
    try:
        send(browser, url, body, authorization)
    except urllib.error.HTTPError as error:
        return [error.code, error.headers.get("WWW-Authenticate")]
    raise AssertionError("accepted: " + str(authorization))


def send(browser, url, body, authorization):
    headers = {"Content-Type": "text/xml"}
    if authorization:
        headers["Authorization"] = "Basic " + base64.b64encode(":".join(authorization).encode()).decode()
    return browser.opener.open(urllib.request.Request(url, body.encode(), headers)).read().decode()


def sign_on(folder, idp, anchor, user, password):
    browser = Browser(anchor)
    known = browser.send(idp).page
    key, cert = certificate(folder)
    server = lasso.Server.newFromBuffers(metadata(folder), key.read_text(), None, cert.read_text())
    server.signatureMethod = lasso.SIGNATURE_METHOD_RSA_SHA256
    server.setEncryptionPrivateKey(str(key))
    server.addProviderFromBuffer(lasso.PROVIDER_ROLE_IDP, known)
    login = lasso.Login(server)
    login.initAuthnRequest(idp, lasso.HTTP_METHOD_PAOS)
    login.request.nameIdPolicy.format = lasso.SAML2_NAME_IDENTIFIER_FORMAT_PERSISTENT
    login.request.nameIdPolicy.allowCreate = True
    login.request.protocolBinding = lasso.SAML2_METADATA_BINDING_PAOS
    login.msgRelayState = "deep/link"
    login.buildAuthnRequestMsg()

    outside = lasso.Server()  # the client knows the identity provider, and nobody's keys
    outside.addProviderFromBuffer(lasso.PROVIDER_ROLE_IDP, known)
    client = lasso.Ecp(outside)
    client.processAuthnRequestMsg(login.msgBody)
    url = client.getEndpointUrlByEntityId(idp)
    result = {
        "nobody": refused(browser, url, client.msgBody, None),
        "wrong": refused(browser, url, client.msgBody, (user, "wrong " + password)),
        "changed": refused(browser, url, client.msgBody.replace("files.example", "evil.example"), (user, password)),
    }
    client.processResponseMsg(send(browser, url, client.msgBody, (user, password)))
    assert client.msgUrl == PAOS, client.msgUrl  # as the service provider and the identity provider both say

    login.processPaosResponseMsg(client.msgBody)
    login.acceptSso()
    result.update({
        "format": login.nameIdentifier.format,
        "attributes": {each.name: [value.any[0].content for value in each.attributeValue]
                       for statement in login.assertion.attributeStatement for each in statement.attribute},
        "relayState": login.msgRelayState,
    })
    print(json.dumps(result))


if __name__ == "__main__":
    where = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "metadata":
        print(metadata(where))
    else:
        sign_on(where, *sys.argv[3:])
