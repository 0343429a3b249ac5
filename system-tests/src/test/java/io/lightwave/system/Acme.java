package io.lightwave.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// One running server that most journeys share, with an operator's connection to it. It ends with the test run.
final class Acme {
    static final String SYSTEM = "lightwave.local";

    /// An address of our own machine that stands for somebody else's, which the shared server may reach.
    static final String ELSEWHERE = "127.0.0.9";

    /// Where the shared server hands over letters; a journey that reads them starts an office there.
    static final Post POST = post();

    private static final Acme SHARED = start();

    final PackagedServer server;
    final Http http;

    private Acme(PackagedServer server) {
        this.server = server;
        http = new Http(server.url(), server.trustAnchor());
    }

    private static Acme start() {
        PackagedServer server = PackagedServer.in(Scratch.folder())
                .withLdapi()
                .with("LIGHTWAVE_EGRESS_ALLOW", ELSEWHERE)
                .with("LIGHTWAVE_EGRESS_TRUST_FILE", POST.certificate().toString())
                .with("LIGHTWAVE_SMTP_URL", "smtp://localhost:" + POST.port())
                .with("LIGHTWAVE_SMTP_USERNAME", "lightwave")
                .with("LIGHTWAVE_SMTP_PASSWORD", "hush")
                .with("LIGHTWAVE_SMTP_FROM", "no-reply@lightwave.example")
                .start();
        Scratch.atEnd(server::close);
        return new Acme(server);
    }

    /// A submission server for letters that may stand at that port. The key and the certificate serve others too who
    /// stand [#ELSEWHERE] and are to be trusted by the shared server.
    record Post(int port, Path key, Path certificate) {}

    private static Post post() {
        Path folder = Scratch.folder();
        Shell.run("sh", "-c", """
                cd '%s' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \\
                  -subj /CN=post -addext 'subjectAltName=DNS:localhost,IP:%s' -keyout key.pem -out cert.pem 2>&1
                """.formatted(folder, ELSEWHERE)).orThrow();
        return new Post(PackagedServer.freePorts(1).getFirst(), folder.resolve("key.pem"), folder.resolve("cert.pem"));
    }

    /// One that a journey needs for itself, with settings of its own; the journey stops it.
    ///
    /// @param settings pairs of key and value
    static Acme apart(Map<String, String> settings) {
        PackagedServer server = PackagedServer.in(Scratch.folder());
        settings.forEach(server::with);
        return new Acme(server.start());
    }

    static Acme shared() {
        return SHARED;
    }

    /// The operator's `Authorization` header.
    String[] operator() {
        return bearer(http.token(SYSTEM, server.bootstrapClient(), server.bootstrapSecret()));
    }

    static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    /// A new tenant of this name.
    TenantOfTest tenant(String name) {
        created(http.json("POST", "/api/v1/tenants", Map.of("name", name), operator()));
        return new TenantOfTest(this, name);
    }

    static Http.Answer created(Http.Answer answer) {
        if (answer.status() != 201) {
            throw new AssertionError("not created: " + answer.status() + " " + answer.body());
        }
        return answer;
    }

    /// One tenant, and what an operator does in it.
    record TenantOfTest(Acme acme, String name) {
        String api(String below) {
            return "/api/v1/tenants/" + name + "/" + below;
        }

        String path(String below) {
            return "/t/" + name + below;
        }

        String issuer() {
            return acme.server.url() + "/t/" + name;
        }

        String suffix() {
            return "dc=" + name.replace(".", ",dc=");
        }

        Http.Answer create(String what, Object body) {
            return created(acme.http.json("POST", api(what), body, acme.operator()));
        }

        /// A confidential client with `client_credentials`; the answer has its `clientSecret`.
        Http.Answer client(String clientId) {
            return create(
                    "clients",
                    Map.of(
                            "clientId",
                            clientId,
                            "grantTypes",
                            List.of("client_credentials"),
                            "tokenEndpointAuthMethod",
                            "client_secret_basic"));
        }

        /// A person by SCIM.
        ///
        /// @param more attributes
        Http.Answer person(String userName, String password, Map<String, Object> more) {
            Map<String, Object> person = new java.util.HashMap<>(more);
            person.put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:User"));
            person.put("userName", userName);
            person.put("password", password);
            return created(acme.http.json("POST", path("/scim/v2/Users"), person, acme.operator()));
        }

        Platform trusts(Platform platform, String kind) {
            create("trusted-issuers", Map.of("issuer", platform.issuer(), "kind", kind, "jwks", platform.jwks()));
            return platform;
        }

        /// A workload with one rule on `sub`; may ask tokens for `billing`.
        Http.Answer workload(String workload, Platform platform, String subject) {
            return create(
                    "workloads",
                    Map.of(
                            "name",
                            workload,
                            "rules",
                            List.of(Map.of("issuer", platform.issuer(), "claims", Map.of("sub", subject))),
                            "audiences",
                            List.of("billing")));
        }

        Http.Answer tokenFor(String evidence, Map<String, String> more) {
            Map<String, String> form = new java.util.HashMap<>(more);
            form.put("grant_type", "client_credentials");
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", evidence);
            return acme.http.form(path("/oauth2/token"), form);
        }

        Http.Answer introspect(Http.Answer client, String token) {
            return acme.http.form(
                    path("/oauth2/introspect"),
                    Map.of("token", token),
                    "Authorization",
                    Http.basic(client.text("clientId"), client.text("clientSecret")));
        }

        /// The audit trail's newest events.
        Http.Answer audit() {
            return acme.http.get(api("audit?limit=100"), acme.operator());
        }
    }
}
