"""A browser as far as signing in is concerned: cookies, redirects, forms."""
import html
import http.cookiejar
import re
import ssl
import urllib.parse
import urllib.request


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

    def sign_in(self, user, password):
        """Signs in when the page asks for it."""
        if 'name="password"' not in self.page:
            return self
        form = self.fields()
        form["username"], form["password"] = user, password
        site = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(self.url))
        return self.send(self.action(), form, site)
