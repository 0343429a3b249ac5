package io.lightwave.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/// The authorization code flow of a person who signs in by password, in a browser without cookies each time.
final class CodeFlow {
    static final String REDIRECT = "https://app.example/callback";

    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"; // RFC 7636 appendix B
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]*)\"");
    private static final Pattern FIELD = Pattern.compile("<input[^>]*>");
    private static final Pattern NAME = Pattern.compile(" name=\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile(" value=\"([^\"]*)\"");

    private final LongAdder turnedAway = new LongAdder();
    private final HttpClient http;
    private final SSLContext tls;
    private final String issuer;

    CodeFlow(SSLContext tls, String issuer) {
        this.tls = tls;
        this.issuer = issuer;
        this.http = HttpClient.newBuilder().sslContext(tls).build();
    }

    /// How often a browser was told to come again in a while, and did.
    long turnedAway() {
        return turnedAway.sum();
    }

    private HttpClient newConnections() {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /// One browser's cookies, on connections that others may use too.
    private record Browser(HttpClient connections, Map<String, String> cookies) {
        HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            if (!cookies.isEmpty()) {
                request.header("Cookie", cookieHeader());
            }
            HttpResponse<String> answer = connections.send(request.build(), BodyHandlers.ofString());
            for (String set : answer.headers().allValues("Set-Cookie")) {
                String pair = set.split(";", 2)[0];
                int equals = pair.indexOf('=');
                if (equals == pair.length() - 1) {
                    cookies.remove(pair.substring(0, equals));
                } else {
                    cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
            return answer;
        }

        String cookieHeader() {
            return cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "));
        }
    }

    /// The `Cookie` header of a browser in which the person has signed in.
    String signedIn() throws IOException, InterruptedException {
        Browser browser = new Browser(http, new LinkedHashMap<>());
        run(browser);
        return browser.cookieHeader();
    }

    /// The token endpoint's answer, by way of new connections.
    String run() throws IOException, InterruptedException {
        try (HttpClient connections = newConnections()) {
            return run(new Browser(connections, new LinkedHashMap<>()));
        }
    }

    /// The same on connections that are kept.
    String runKept() throws IOException, InterruptedException {
        return run(new Browser(http, new LinkedHashMap<>()));
    }

    private String run(Browser browser) throws IOException, InterruptedException {
        HttpResponse<String> page = browser.send(HttpRequest.newBuilder(
                URI.create(issuer + "/oauth2/authorize?response_type=code&client_id=app&scope=openid"
                        + "&state=s&nonce=n&code_challenge_method=S256&code_challenge=" + CHALLENGE
                        + "&redirect_uri=" + encoded(REDIRECT))));
        while (true) {
            String location = page.headers().firstValue("Location").orElse("");
            if (location.startsWith(REDIRECT)) {
                return exchange(location);
            }
            if (page.statusCode() == 503) {
                Thread.sleep(Duration.ofSeconds(
                        page.headers().firstValueAsLong("Retry-After").orElseThrow()));
                turnedAway.increment();
            }
            page = location.isEmpty()
                    ? submit(browser, page)
                    : browser.send(HttpRequest.newBuilder(page.uri().resolve(location)));
        }
    }

    private static HttpResponse<String> submit(Browser browser, HttpResponse<String> page)
            throws IOException, InterruptedException {
        Matcher form = FORM.matcher(page.body());
        if ((page.statusCode() != 200 && page.statusCode() != 503) || !form.find()) {
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
        return browser.send(HttpRequest.newBuilder(target)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", target.getScheme() + "://" + target.getAuthority())
                .POST(HttpRequest.BodyPublishers.ofString(form(fields))));
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

    /// Runs flows for a while, on new connections each.
    ///
    /// @return how many
    int repeat(int browsers, double seconds) throws InterruptedException {
        return (int) repeat(browsers, seconds, this::run).total();
    }

    /// Runs flows for a while, on connections that are kept.
    ///
    /// @return how long each took
    Latencies repeatKept(int browsers, double seconds) throws InterruptedException {
        return repeat(browsers, seconds, this::runKept);
    }

    private interface Flow {
        String run() throws IOException, InterruptedException;
    }

    private static Latencies repeat(int browsers, double seconds, Flow flow) throws InterruptedException {
        Latencies all = new Latencies();
        AtomicReference<Exception> failed = new AtomicReference<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < browsers; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                Latencies own = new Latencies();
                try {
                    while (System.nanoTime() < end) {
                        long begin = System.nanoTime();
                        flow.run();
                        own.add(System.nanoTime() - begin);
                    }
                } catch (IOException | InterruptedException | IllegalStateException e) {
                    failed.set(e);
                }
                all.add(own);
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failed.get() != null) {
            throw new IllegalStateException(failed.get());
        }
        return all;
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
