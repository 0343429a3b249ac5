"""SimpleSAMLphp, by what a browser does. Commands: as-identity-provider, as-service-provider."""
import json
import sys
import time
import urllib.parse
import urllib.request

from browser import Browser, site


def go_on(browser, *ends):
    """Goes by the forms that a page sends by itself, until an address begins with one of these."""
    for _ in range(6):
        if browser.url.startswith(ends) or "SAML" not in browser.page:
            break
        browser.send(browser.action(), browser.fields(), site(browser.url))
    return browser


def as_identity_provider(anchors, account, name, there, user, password):
    """Who tells us who they are there is where in the end."""
    browser = Browser(anchors)
    browser.leave(account, name)
    browser.send(browser.redirected(there))
    assert browser.url.startswith(there) and 'name="password"' in browser.page, (browser.url, browser.page)
    form = browser.fields()
    form["username"], form["password"] = user, password
    browser.send(browser.action(), form, there)
    response = browser.fields().get("SAMLResponse", "")
    go_on(browser, account)
    if browser.status == 200 and not browser.url.startswith(account):
        browser.send(account)
    print(json.dumps({"status": browser.status, "url": browser.url, "response": response, "page": browser.page[:4000]}))


def as_service_provider(anchors, application, user, password, sessions, authorization):
    """Signs in there, has an administrator end the session here, and waits until it has ended there."""
    browser = Browser(anchors)
    browser.send(application)
    browser.sign_in(user, password)
    form = browser.fields()
    go_on(browser, application)
    said = {"url": browser.url, "page": browser.page, "relayState": form.get("RelayState", "")}
    browser.send(application)
    said["stays"] = browser.url == application
    end = urllib.request.Request(sessions, method="DELETE", headers={"Authorization": authorization})
    said["ended"] = browser.opener.open(end).status
    until = time.monotonic() + 60
    while browser.url == application and time.monotonic() < until:
        browser.send(application)
    said["afterwards"] = browser.url
    print(json.dumps(said))


if __name__ == "__main__":
    {"as-identity-provider": as_identity_provider, "as-service-provider": as_service_provider}[sys.argv[1]](*sys.argv[3:])
