"""A browser as far as signing in is concerned: cookies, redirects, forms."""
import base64
import html
import http.cookiejar
import re
import ssl
import urllib.parse
import urllib.request


def site(url):
    return "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))


class Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, fp, code, msg, headers, location):
        return None


class Browser:
    def __init__(self, anchor):
        context = ssl.create_default_context(cafile=anchor)
        self.until = None  # an address of the world outside, at which it stops
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            Redirects,
        )

    def send(self, url, form=None, site=None):
        data = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(url, data)
        if site:
            request.add_header("Origin", site)
        for _ in range(10):
            try:
                answer = self.opener.open(request)
            except urllib.error.HTTPError as error:
                answer = error
            self.headers = answer.headers
            location = answer.headers.get("Location")
            if answer.status not in (302, 303) or not location:
                self.url, self.status, self.page = request.full_url, answer.status, answer.read().decode()
                return self
            request = urllib.request.Request(urllib.parse.urljoin(request.full_url, location))
            if self.until and request.full_url.startswith(self.until):
                self.url = request.full_url
                return self
        raise AssertionError("too many redirects")

    def soap(self, url, body):
        request = urllib.request.Request(url, body.encode(), {"Content-Type": "text/xml"})
        return self.opener.open(request).read().decode()

    def fields(self):
        fields = {}
        for tag in re.findall(r"<input[^>]*>", self.page):
            name = re.search(r' name="([^"]*)"', tag)
            value = re.search(r' value="([^"]*)"', tag)
            if name:
                fields[html.unescape(name.group(1))] = html.unescape(value.group(1)) if value else ""
        return fields

    def action(self):
        return urllib.parse.urljoin(self.url, html.unescape(re.search(r'<form[^>]*action="([^"]*)"', self.page).group(1)))

    def leave(self, account, provider):
        """Goes to an identity provider by the sign-in page."""
        self.send(account)
        form = self.page[self.page.index('<form id="provider-form"'):]
        page = Browser.__new__(Browser)
        page.url, page.page = self.url, form[:form.index("</form>")]
        fields = page.fields()
        fields["provider"] = provider
        return self.send(page.action(), fields, site(self.url))

    def redirected(self, there):
        """Where a page leads that leaves us for there."""
        address = re.fullmatch(r"[0-9]+; ?url=(.*)", self.headers["Refresh"]).group(1)
        assert address.startswith(there), address
        return address

    def bring(self, consumer, response, state, origin):
        """Brings an identity provider's response; the status, and where the browser is then."""
        encoded = base64.b64encode(response.encode()).decode()
        self.send(consumer, {"SAMLResponse": encoded, "RelayState": state}, origin)
        for _ in range(2):  # it may have to come from a page of theirs, with their cookies
            if self.status == 200 and self.url == consumer:
                self.send(self.action(), self.fields(), site(consumer))
        return [self.status, urllib.parse.urlsplit(self.url).path]

    def sign_in(self, user, password):
        """Signs in when the page asks for it."""
        if 'name="password"' not in self.page:
            return self
        form = self.fields()
        form["username"], form["password"] = user, password
        return self.send(self.action(), form, site(self.url))
