package io.lightwave.bench;

import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import io.lightwave.system.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// What SAML's service providers send to one tenant; they have an RSA key of 2048 bits to encrypt for.
final class SamlLoads {
    private static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    private static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    private static final String SP = "https://sp.example/metadata";

    private final PackagedServer server;
    private final Http http;
    private final String tenant;
    private final String[] operator;
    private final String certificate;

    SamlLoads(PackagedServer server, Http http, String tenant, String[] operator, Path folder) throws IOException {
        this.server = server;
        this.http = http;
        this.tenant = tenant;
        this.operator = operator.clone();
        Shell.run("sh", "-c", """
                cd '%s' && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=bench -keyout key.pem \\
                  -out cert.pem 2>&1""".formatted(folder)).orThrow();
        certificate = base64(folder.resolve("cert.pem"));
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

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
