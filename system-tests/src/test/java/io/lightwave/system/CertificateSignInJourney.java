package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Certificates of an authority that openssl keeps and answers for (OCSP), and of the tenant's own,
/// shown by curl and by Chromium on the listener that asks for them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateSignInJourney {
    private static final String PASSWORD = "correct horse battery";
    private static final char[] NONE = "none".toCharArray();
    private static final String REDIRECT = "https://client.example/callback";

    @TempDir
    static Path folder;

    private final Acme acme = Acme.shared();
    private Acme.TenantOfTest court;
    private HttpsServer responder;

    @BeforeAll
    void the_operator_registers_an_authority() throws Exception {
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=Judges"
                + " -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature -keyout ca.key -out ca.pem");
        Files.writeString(folder.resolve("ca.cnf"), """
                [ca]
                default_ca = judges
                [judges]
                database = index.txt
                serial = serial
                new_certs_dir = .
                certificate = ca.pem
                private_key = ca.key
                default_md = sha256
                default_days = 10
                policy = any
                x509_extensions = person
                [any]
                commonName = supplied
                [person]
                basicConstraints = critical,CA:FALSE
                keyUsage = critical,digitalSignature
                extendedKeyUsage = clientAuth
                """);
        Files.writeString(folder.resolve("index.txt"), "");
        Files.writeString(folder.resolve("serial"), "1001\n");
        for (String person : List.of("portia", "nerissa", "shylock")) {
            newKey(person);
            openssl("ca -batch -notext -config ca.cnf -in %s.csr -out %s.pem".formatted(person, person));
        }
        openssl("ca -config ca.cnf -revoke shylock.pem");
        responder = responder();

        court = acme.tenant("court.example");
        for (String person : List.of("portia", "nerissa", "antonio")) {
            court.person(person, PASSWORD, Map.of());
        }
        String address = "https://%s:%d/ocsp"
                .formatted(Acme.ELSEWHERE, responder.getAddress().getPort());
        patch(
                "policies/authentication",
                Map.of(
                        "firstFactors", List.of("password", "certificate"),
                        "secondFactors", List.of("certificate"),
                        "contexts",
                                List.of(Map.of(
                                        "acr", "1", "methods", List.of(List.of("password"), List.of("certificate")))),
                        "certificates",
                                Map.of(
                                        "authorities",
                                        List.of(Map.of(
                                                "name",
                                                "judges",
                                                "certificate",
                                                Files.readString(folder.resolve("ca.pem")),
                                                "ocsp",
                                                address)))));
    }

    @AfterAll
    void the_authority_ends() {
        responder.stop(0);
    }

    private void patch(String what, Map<String, Object> patch) {
        Http.Answer changed = acme.http.json("PATCH", court.api(what), patch, acme.operator());
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    }

    private static void openssl(String arguments) {
        Shell.run("sh", "-c", "cd '%s' && openssl %s 2>&1".formatted(folder, arguments))
                .orThrow();
    }

    private static void newKey(String person) {
        openssl(
                "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%1$s -keyout %1$s.key -out %1$s.csr"
                        .formatted(person));
    }

    /// Asked by GET (RFC 6960 appendix A.1); openssl makes the answers.
    private static HttpsServer responder() throws Exception {
        openssl("pkcs12 -export -passout pass:none -inkey '%s' -in '%s' -out tls.p12"
                .formatted(Acme.POST.key(), Acme.POST.certificate()));
        KeyStore keys = KeyStore.getInstance(folder.resolve("tls.p12").toFile(), NONE);
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, NONE);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(Acme.ELSEWHERE, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/ocsp/", CertificateSignInJourney::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestURI().getRawPath().substring("/ocsp/".length());
        Files.write(
                folder.resolve("request.der"),
                Base64.getDecoder().decode(URLDecoder.decode(asked, StandardCharsets.US_ASCII)));
        openssl("ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -ndays 1"
                + " -reqin request.der -respout answer.der");
        byte[] body = Files.readAllBytes(folder.resolve("answer.der"));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /// A browser that takes no script: cookies, and the hidden fields of forms.
    private final class Jar {
        private final Map<String, String> cookies = new TreeMap<>();

        private Http.Answer keep(Http.Answer answer) {
            answer.response().headers().allValues("Set-Cookie").forEach(set -> {
                String name = set.substring(0, set.indexOf('='));
                cookies.put(name, set.substring(name.length() + 1, set.indexOf(';')));
            });
            return answer;
        }

        private String[] headers() {
            return new String[] {
                "Cookie",
                cookies.entrySet().stream()
                        .filter(cookie -> !cookie.getValue().isEmpty())
                        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; "))
            };
        }

        Http.Answer get(String address) {
            return keep(acme.http.get(address, headers()));
        }

        Http.Answer submit(Http.Answer page, String below, Map<String, String> typed) {
            var fields = new HashMap<String, String>();
            Matcher hidden = Pattern.compile("<input type=\"hidden\" name=\"(csrf|request|step)\" value=\"([^\"]*)\"")
                    .matcher(page.body());
            while (hidden.find()) {
                fields.putIfAbsent(hidden.group(1), hidden.group(2));
            }
            fields.putAll(typed);
            return keep(acme.http.form(court.path(below), fields, headers()));
        }

        Http.Answer password(String person) {
            return submit(
                    get(court.path("/login?account")),
                    "/login",
                    Map.of("username", person, "password", PASSWORD, "request", "account"));
        }

        /// Leaves the sign-in page to show a certificate: where to.
        String leave() {
            return destination(
                    submit(get(court.path("/login?account")), "/login/certificate", Map.of("request", "account")));
        }

        Http.Answer shows(String options) {
            return get(shown(leave(), options));
        }

        Http.Answer enrol(String options) {
            Http.Answer account = get(court.path("/account"));
            return get(shown(
                    destination(submit(account, "/account/certificates", Map.of("name", "Ring", "password", PASSWORD))),
                    options));
        }

        void isSignedIn(Http.Answer last, String how) {
            assertThat(last.response().headers().firstValue("Location").orElse(last.body()))
                    .endsWith("/t/court.example/account");
            assertThat(get(court.path("/account")).body().replaceAll("(<[^>]*>|\\s)+", " "))
                    .contains(how);
        }
    }

    private String destination(Http.Answer leaving) {
        String there = leaving.response()
                .headers()
                .firstValue("Refresh")
                .orElseThrow(() -> new AssertionError(leaving.body()))
                .replace("0; url=", "");
        assertThat(there).contains(":" + acme.server.port("MTLS") + "/t/court.example/login/certificate/show?ticket=");
        return there;
    }

    /// curl goes there without a cookie; where it is sent back to.
    private String shown(String there, String options) {
        return Shell.run(
                        "sh",
                        "-c",
                        "cd '%s' && curl -s -o /dev/null -w '%%{redirect_url}' --cacert '%s' %s '%s'"
                                .formatted(folder, acme.server.trustAnchor(), options, there))
                .orThrow()
                .strip();
    }

    private static String by(String person) {
        return "--cert %1$s.pem --key %1$s.key".formatted(person);
    }

    private String explained(Http.Answer refused) {
        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        Matcher reference =
                Pattern.compile("Reference <code[^>]*>([^<]+)</code>").matcher(refused.body());
        assertThat(reference.find()).as(refused.body()).isTrue();
        Http.Answer steps = acme.http.get(court.api("sign-in-refusals/" + reference.group(1)), acme.operator());
        assertThat(steps.status()).isEqualTo(200);
        return steps.body();
    }

    @Test
    void curl_shows_one_of_outside_in_place_of_a_password_and_after_one_until_it_is_revoked() {
        var first = new Jar();
        first.password("portia");
        assertThat(first.enrol(by("portia")).body()).contains("recovery-codes");

        var jar = new Jar();
        jar.isSignedIn(jar.shows(by("portia")), "issued by judges");
        var second = new Jar();
        Http.Answer asked = second.password("portia");
        assertThat(asked.body()).contains("use-certificate");
        String there = destination(second.submit(asked, "/login/certificate", Map.of()));
        second.isSignedIn(second.get(shown(there, by("portia"))), "by password by certificate");

        openssl("ca -config ca.cnf -revoke portia.pem");
        assertThat(explained(new Jar().shows(by("portia"))))
                .contains("a sign-in may begin with a certificate", "of the authority judges", "REVOKED");
    }

    @Test
    void tickets_and_answers_are_good_once_and_in_one_browser() {
        var first = new Jar();
        first.password("antonio");
        ofOurAuthority(first, "antonio");
        assertThat(first.enrol(by("antonio")).body()).contains("recovery-codes");

        var jar = new Jar();
        String there = jar.leave();
        String back = shown(there, by("antonio"));
        assertThat(shown(there, by("antonio"))).as("the ticket again").isEqualTo(court.issuer() + "/login");
        var thief = new Jar();
        thief.get(court.path("/login?account"));
        assertThat(explained(thief.get(back))).contains("belongs to another browser");
        jar.isSignedIn(jar.get(back), "issued here");
        assertThat(jar.get(back).status()).as("the answer again").isEqualTo(403);

        assertThat(explained(jar.get(shown(new Jar().leave(), by("antonio")))))
                .as("a ticket of another browser")
                .contains("belongs to another browser");
    }

    /// The tenant's own authority gives people one just after they have signed in.
    private void ofOurAuthority(Jar jar, String person) {
        patch("certificate-profiles/user", Map.of("enabled", true, "lifetime", "PT1H"));
        court.create(
                "clients",
                Map.of(
                        "clientId",
                        "terminal",
                        "grantTypes",
                        List.of("authorization_code"),
                        "redirectUris",
                        List.of(REDIRECT),
                        "tokenEndpointAuthMethod",
                        "none"));
        Http.Answer code = jar.get(court.path("/oauth2/authorize?response_type=code&client_id=terminal&scope=openid"
                + "&redirect_uri=" + REDIRECT + "&code_challenge_method=S256"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")); // RFC 7636 appendix B
        String location = code.response().headers().firstValue("Location").orElse(code.body());
        Matcher given =
                Pattern.compile("[?&]code=([^&]+)").matcher(URI.create(location).toString());
        assertThat(given.find()).as(location).isTrue();
        String token = acme.http
                .form(
                        court.path("/oauth2/token"),
                        Map.of(
                                "grant_type", "authorization_code",
                                "client_id", "terminal",
                                "redirect_uri", REDIRECT,
                                "code", given.group(1),
                                "code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .text("access_token");
        newKey(person);
        try {
            Http.Answer issued = Acme.created(acme.http.file(
                    court.path("/ca/certificates"),
                    "application/pkcs10",
                    folder.resolve(person + ".csr"),
                    Acme.bearer(token)));
            Files.writeString(folder.resolve(person + ".pem"), issued.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whoever_shows_nothing_or_something_else_is_not_signed_in() {
        assertThat(explained(new Jar().shows(by("shylock")))).contains("REVOKED");
        assertThat(explained(new Jar().shows("--cert ca.pem --key ca.key"))).contains("an authority's own certificate");
        assertThat(explained(new Jar().shows(""))).contains("no certificate was shown");
    }

    @Test
    void chromium_enrols_one_and_signs_in_with_it() {
        Shell.Result said = Shell.node(
                Map.of(
                        "LIGHTWAVE_ISSUER", court.issuer(),
                        "LIGHTWAVE_LISTENER", "https://localhost:" + acme.server.port("MTLS"),
                        "LIGHTWAVE_CA", acme.server.trustAnchor().toString(),
                        "NODE_EXTRA_CA_CERTS", acme.server.trustAnchor().toString(),
                        "LIGHTWAVE_PASSWORD", PASSWORD,
                        "LIGHTWAVE_CERTIFICATES", folder.toString()),
                PackagedServer.home().resolve("admin-ui"),
                "npm run --silent e2e:certificates");

        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
