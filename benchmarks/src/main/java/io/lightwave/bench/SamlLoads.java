package io.lightwave.bench;

import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import io.lightwave.system.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// What SAML's service providers send to one tenant; they have an RSA key of 2048 bits to encrypt for.
final class SamlLoads {
    private static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    private static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    private static final String SP = "https://sp.example/metadata";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    private static final String PERSON = "carol";
    private static final Pattern READER =
            Pattern.compile("use=\"encryption\">.*?<ds:X509Certificate>([^<]*)<", Pattern.DOTALL);

    private final PackagedServer server;
    private final Http http;
    private final String tenant;
    private final String[] operator;
    private final String certificate;
    private final OutsideProvider provider;

    SamlLoads(PackagedServer server, Http http, String tenant, String[] operator, Path folder) throws IOException {
        this.server = server;
        this.http = http;
        this.tenant = tenant;
        this.operator = operator.clone();
        Shell.run("sh", "-c", """
                cd '%s' && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=bench -keyout key.pem \\
                  -out cert.pem 2>&1""".formatted(folder)).orThrow();
        certificate = base64(folder.resolve("cert.pem"));
        provider = new OutsideProvider(key(folder.resolve("key.pem")), certificate);
    }

    private static PrivateKey key(Path pem) throws IOException {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64(pem))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(Path pem) throws IOException {
        return Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
    }

    private String issuer() {
        return server.url() + "/t/" + tenant;
    }

    private Http.Answer create(String what, Map<String, ?> body) {
        Http.Answer answer = http.json("POST", "/api/v1/tenants/" + tenant + "/" + what, body, operator);
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.status() + " " + answer.body());
        }
        return answer;
    }

    /// Registers service providers with a key to encrypt for, with these numbers.
    void register(int from, int to) {
        for (int i = from; i < to; i++) {
            String metadata = """
                    <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s%s">
                      <SPSSODescriptor protocolSupportEnumeration="%s"><KeyDescriptor use="encryption">
                        <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
                          <X509Certificate>%s</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
                        <AssertionConsumerService index="0" Binding="%s" Location="https://sp.example/acs"/>
                      </SPSSODescriptor>
                    </EntityDescriptor>""".formatted(SP, i == 0 ? "" : i, PROTOCOL, certificate, POST);
            create("service-providers", Map.of("name", "sp" + i, "metadata", metadata));
        }
    }

    /// Sign-on of a person who is signed in already: a request by HTTP-Redirect, and the page with a response that is
    /// signed, with a signed and encrypted assertion. Good for ten minutes.
    HttpLoad signOn(String cookie) throws IOException {
        String request = """
                <samlp:AuthnRequest xmlns:samlp="%s" xmlns:saml="%s" ID="_%s" Version="2.0" IssueInstant="%s" \
                Destination="%s/saml/sso"><saml:Issuer>%s</saml:Issuer></samlp:AuthnRequest>\
                """.formatted(PROTOCOL, ASSERTION, UUID.randomUUID(), now(), issuer(), SP);
        var deflated = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(deflated, new Deflater(Deflater.BEST_COMPRESSION, true))) {
            out.write(request.getBytes(StandardCharsets.UTF_8));
        }
        String path = URI.create(issuer()).getPath() + "/saml/sso?SAMLRequest="
                + encoded(Base64.getEncoder().encodeToString(deflated.toByteArray()));
        return new HttpLoad(
                http.tls(),
                server.port("HTTPS"),
                "GET",
                path,
                "Cookie: " + cookie + "\r\n",
                List.of(""),
                "name=\"SAMLResponse\"");
    }

    /// Assertions about a person whom an outside provider knows, exchanged at the token endpoint (RFC 7522), another
    /// one each time.
    ///
    /// @param encrypted for the tenant
    record Grants(HttpLoad plain, HttpLoad encrypted) {}

    Grants grants() {
        Http.Answer registered = create(
                "identity-providers",
                Map.of(
                        "name",
                        "outside",
                        "kind",
                        "saml",
                        "metadata",
                        provider.metadata(),
                        "justInTime",
                        true,
                        "idpInitiated",
                        true));
        String known = registered.text("serviceProviderEntityId");
        arrive(registered.text("redirectUri"), known);
        Http.Answer client = create(
                "clients",
                Map.of(
                        "clientId",
                        "importer",
                        "grantTypes",
                        List.of(GRANT),
                        "scopes",
                        List.of("read"),
                        "tokenEndpointAuthMethod",
                        "client_secret_basic"));
        String headers = "Authorization: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                .formatted(Http.basic("importer", client.text("clientSecret")));
        PublicKey reader = encryptionKey(http.get(known).body());
        return new Grants(
                grants(headers, text -> text), grants(headers, text -> OutsideProvider.encrypted(text, reader)));
    }

    private HttpLoad grants(String headers, UnaryOperator<String> sent) {
        String endpoint = issuer() + "/oauth2/token";
        return new HttpLoad(
                http.tls(),
                server.port("HTTPS"),
                _ -> HttpLoad.request(
                        server.port("HTTPS"),
                        "POST",
                        URI.create(endpoint).getPath(),
                        headers,
                        "grant_type=" + encoded(GRANT) + "&assertion="
                                + Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(sent.apply(provider.assertion(PERSON, endpoint, endpoint))
                                                .getBytes(StandardCharsets.UTF_8))),
                "\"access_token\":\"");
    }

    /// The person comes here once, unasked: tokens are given about nobody who is unknown.
    private void arrive(String consumer, String audience) {
        String path = URI.create(consumer).getPath();
        String response = Base64.getEncoder()
                .encodeToString(OutsideProvider.response(provider.assertion(PERSON, consumer, audience), consumer)
                        .getBytes(StandardCharsets.UTF_8));
        Http.Answer page = http.form(path, Map.of("SAMLResponse", response, "round", "2"));
        String cookie = page.response()
                .headers()
                .firstValue("Set-Cookie")
                .map(each -> each.substring(0, each.indexOf(';')))
                .orElseThrow(() -> new IllegalStateException(page.status() + " " + page.body()));
        Http.Answer arrived = http.form(path, Map.of("SAMLResponse", response, "round", "3"), "Cookie", cookie);
        if (arrived.status() != 303) {
            throw new IllegalStateException(arrived.status() + " " + arrived.body());
        }
    }

    private static PublicKey encryptionKey(String metadata) {
        Matcher key = READER.matcher(metadata);
        if (!key.find()) {
            throw new IllegalStateException(metadata);
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(key.group(1))))
                    .getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
