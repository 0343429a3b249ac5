package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.server.fixture.Browser;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestClient;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestWorkload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Streams of certificates' events, over TLS and for as long as they last.
@Timeout(300)
class CertificateEventsTest {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private final TestServer server = TestServer.shared();
    private final TestTenant acme = server.tenant("followed-%d.example".formatted(COUNT.incrementAndGet()));
    private final TestWorkload payments = acme.workload(
            "payments", acme.trusts("https://cluster.example", "kubernetes"), "system:serviceaccount:a:b");

    /// A connection of its own, so that it can break.
    private final class Follower implements AutoCloseable {
        private final HttpClient client =
                HttpClient.newBuilder().sslContext(server.http().trust()).build();
        private final HttpResponse<InputStream> response;
        private final BufferedReader lines;
        private String last = "";

        Follower(TestTenant tenant, String... headers) throws IOException, InterruptedException {
            response = client.send(
                    HttpRequest.newBuilder(
                                    URI.create(server.settings().publicUrl() + tenant.api("/certificates/events")))
                            .headers("Accept", "text/event-stream")
                            .headers(headers)
                            .build(),
                    BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        record Event(String type, JsonNode data) {}

        /// The next event, or one without a type when the stream has ended.
        Event next() throws IOException {
            String type = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    last = line.substring("id: ".length());
                } else if (line.startsWith("event: ")) {
                    type = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    return new Event(type, JsonMapper.shared().readTree(line.substring("data: ".length())));
                }
            }
            return new Event("", JsonMapper.shared().missingNode());
        }

        /// Reads as far as the first id.
        Follower begun() throws IOException {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
            while (last.isEmpty()) {
                String line = lines.readLine();
                last = line.startsWith("id: ") ? line.substring("id: ".length()) : "";
            }
            return this;
        }

        @Override
        public void close() throws IOException {
            response.body().close();
            client.shutdownNow();
        }
    }

    private String enrols() {
        var answer = server.http()
                .send(
                        "POST",
                        acme.path("/ca/certificates"),
                        BodyPublishers.ofByteArray(SigningRequest.p256()),
                        "Authorization",
                        "Bearer " + payments.fetchesToken(),
                        "Content-Type",
                        "application/pkcs10")
                .expect(201);
        return answer.header("Location").replaceFirst(".*/", "");
    }

    private void revokes(String id, String reason) {
        server.http()
                .json("POST", acme.api("/certificates/" + id + "/revoke"), Map.of("reason", reason), server.operator())
                .expect(200);
    }

    private String[] auditor(String name) {
        TestClient client = acme.client(name);
        var tenant = new TenantId(acme.name());
        subjects().add(tenant, SubjectKind.GROUP, "auditors", Map.of());
        subjects().addToGroup(tenant, "auditors", idOf(name));
        return Http.bearer(client.fetchesToken());
    }

    private Subjects subjects() {
        return server.running().context().getBean(Subjects.class);
    }

    private io.lightwave.directory.SubjectId idOf(String client) {
        return subjects()
                .byName(new TenantId(acme.name()), SubjectKind.CLIENT, client)
                .orElseThrow()
                .id();
    }

    @Test
    void tell_an_auditor_what_happens_and_go_on_where_the_connection_broke() throws Exception {
        String[] auditor = auditor("auditor");
        String first;
        String last;
        try (var follower = new Follower(acme, auditor).begun()) {
            first = enrols();
            var issued = follower.next();
            assertThat(issued.type()).isEqualTo("issued");
            assertThat(issued.data().path("id").asString()).isEqualTo(first);
            assertThat(issued.data().path("spiffeId").asString()).isEqualTo("spiffe://" + acme.name() + "/payments");
            revokes(first, "certificateHold");
            assertThat(follower.next().type()).isEqualTo("held");
            last = follower.last;
        }
        revokes(first, "keyCompromise");
        String second = enrols();
        try (var follower = new Follower(acme, Http.with(auditor, "Last-Event-ID", last))) {
            var told = new ArrayList<String>();
            while (!told.contains("issued " + second)) {
                var event = follower.next();
                told.add(event.type() + " " + event.data().path("id").asString(""));
            }
            assertThat(told).endsWith("revoked " + first, "issued " + second);
        }
    }

    @Test
    void end_when_the_subject_is_disabled_or_may_not_read_certificates_any_more() throws Exception {
        var tenant = new TenantId(acme.name());
        String[] auditor = auditor("auditor");
        String[] other = auditor("other");
        try (var follower = new Follower(acme, auditor).begun();
                var further = new Follower(acme, other).begun()) {
            subjects().setEnabled(tenant, idOf("auditor"), false);
            assertThat(follower.next().type()).as("ended").isEmpty();
            enrols();
            assertThat(further.next().type()).isEqualTo("issued");
            subjects().removeFromGroup(tenant, "auditors", idOf("other"));
            assertThat(further.next().type()).as("ended").isEmpty();
        }
        assertThat(server.http()
                        .get(acme.api("/certificates/events"), Http.with(auditor, "Last-Event-ID", "1"))
                        .status())
                .isEqualTo(401);
        assertThat(server.http()
                        .get(acme.api("/certificates/events"), Http.with(other, "Last-Event-ID", "1"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void end_when_the_token_is_revoked() throws Exception {
        TestClient client = acme.administratorClient("robot");
        String token = client.fetchesToken();
        try (var follower = new Follower(acme, Http.bearer(token)).begun()) {
            server.http()
                    .form(
                            acme.path("/oauth2/revoke"),
                            Map.of("token", token),
                            Http.basic(client.clientId(), client.secret()))
                    .expect(200);
            assertThat(follower.next().type()).as("ended").isEmpty();
        }
    }

    @Test
    void are_told_to_a_console_session_until_it_is_signed_out() throws Exception {
        var browser = new Browser(server);
        browser.signsInAtConsole(acme.administrator(), "/console/");
        String cookie = "__Host-lightwave-console=" + browser.cookie("__Host-lightwave-console");
        try (var follower = new Follower(acme, "Cookie", cookie).begun()) {
            enrols();
            assertThat(follower.next().type()).isEqualTo("issued");
            String csrf =
                    browser.get("/console/session").json().path("csrfToken").asString();
            browser.send("POST", "/console/logout", "", "X-CSRF-Token", csrf).expect(204);
            assertThat(follower.next().type()).as("ended").isEmpty();
        }
    }

    @Test
    void of_one_tenant_are_nobody_else_s() throws Exception {
        TestTenant other = server.tenant("unfollowed-%d.example".formatted(COUNT.incrementAndGet()));
        String[] stranger = Http.bearer(other.administratorClient("stranger").fetchesToken());
        assertThat(server.http().get(acme.api("/certificates/events"), stranger).status())
                .isEqualTo(404);
        try (var follower = new Follower(other, stranger).begun();
                var own = new Follower(acme, auditor("auditor")).begun()) {
            enrols();
            assertThat(own.next().type()).isEqualTo("issued");
            other.workload("there", other.trusts("https://there.example", "oidc"), "job");
            String last = follower.last;
            try (var again = new Follower(other, Http.with(stranger, "Last-Event-ID", last))) {
                subjects()
                        .setEnabled(
                                new TenantId(other.name()),
                                subjects()
                                        .byName(new TenantId(other.name()), SubjectKind.CLIENT, "stranger")
                                        .orElseThrow()
                                        .id(),
                                false);
                assertThat(again.next().type()).as("ended, having told nothing").isEmpty();
                assertThat(follower.next().type())
                        .as("ended, having told nothing")
                        .isEmpty();
            }
        }
    }

    @Test
    void have_no_body_to_wait_for_when_only_the_head_is_asked_for() {
        var answer = server.http()
                .send("HEAD", acme.api("/certificates/events"), BodyPublishers.noBody(), server.operator());
        assertThat(answer.status()).isEqualTo(200);
    }
}
