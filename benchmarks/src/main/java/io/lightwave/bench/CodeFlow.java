package io.lightwave.bench;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/// The authorization code flow of a person who signs in by password, with a browser that is new each time.
final class CodeFlow {
    static final String REDIRECT = "https://app.example/callback";

    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"; // RFC 7636 appendix B
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]*)\"");
    private static final Pattern FIELD = Pattern.compile("<input[^>]*>");
    private static final Pattern NAME = Pattern.compile(" name=\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile(" value=\"([^\"]*)\"");

    private final HttpClient http;
    private final SSLContext tls;
    private final String issuer;

    CodeFlow(SSLContext tls, String issuer) {
        this.tls = tls;
        this.issuer = issuer;
        this.http = HttpClient.newBuilder().sslContext(tls).build();
    }

    private HttpClient browser(CookieManager cookies) {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// The `Cookie` header of a browser in which the person has signed in.
    String signedIn() throws IOException, InterruptedException {
        CookieManager cookies = new CookieManager();
        run(browser(cookies));
        return cookies.getCookieStore().getCookies().stream()
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    /// The token endpoint's answer.
    String run() throws IOException, InterruptedException {
        return run(browser(new CookieManager()));
    }

    private String run(HttpClient browser) throws IOException, InterruptedException {
        HttpResponse<String> page = browser.send(
                HttpRequest.newBuilder(
                                URI.create(issuer + "/oauth2/authorize?response_type=code&client_id=app&scope=openid"
                                        + "&state=s&nonce=n&code_challenge_method=S256&code_challenge=" + CHALLENGE
                                        + "&redirect_uri=" + encoded(REDIRECT)))
                        .build(),
                BodyHandlers.ofString());
        while (true) {
            String location = page.headers().firstValue("Location").orElse("");
            if (location.startsWith(REDIRECT)) {
                return exchange(location);
            }
            page = location.isEmpty()
                    ? submit(browser, page)
                    : browser.send(
                            HttpRequest.newBuilder(page.uri().resolve(location)).build(), BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> submit(HttpClient browser, HttpResponse<String> page)
            throws IOException, InterruptedException {
        Matcher form = FORM.matcher(page.body());
        if (page.statusCode() != 200 || !form.find()) {
            throw new IllegalStateException(page.statusCode() + " " + page.body());
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(page.body());
        while (field.find()) {
            Matcher name = NAME.matcher(field.group());
            Matcher value = VALUE.matcher(field.group());
            if (name.find()) {
                fields.put(name.group(1), value.find() ? unescaped(value.group(1)) : "");
            }
        }
        fields.put("username", "alice");
        fields.put("password", TokenLoads.PASSWORD);
        URI target = page.uri().resolve(unescaped(form.group(1)));
        return browser.send(
                HttpRequest.newBuilder(target)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", target.getScheme() + "://" + target.getAuthority())
                        .POST(HttpRequest.BodyPublishers.ofString(form(fields)))
                        .build(),
                BodyHandlers.ofString());
    }

    private String exchange(String location) throws IOException, InterruptedException {
        Matcher code = Pattern.compile("[?&]code=([^&]*)").matcher(location);
        if (!code.find()) {
            throw new IllegalStateException(location);
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(issuer + "/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form(Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                "app",
                                "code",
                                code.group(1),
                                "code_verifier",
                                VERIFIER,
                                "redirect_uri",
                                REDIRECT))))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /// Runs flows for a while.
    ///
    /// @return how many
    int repeat(int browsers, double seconds) throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < browsers; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    while (System.nanoTime() < end) {
                        run();
                        done.incrementAndGet();
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get();
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescaped(String html) {
        return html.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#x3D;", "=")
                .replace("&amp;", "&");
    }
}
