package io.lightwave.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.CertificateAuthorityConfiguration;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.Caller;
import io.lightwave.directory.CryptoProviders;
import io.lightwave.directory.DirectoryConfiguration;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.token.Issuers;
import io.lightwave.token.TokenServiceConfiguration;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.WorkloadAssertions.Recognition;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One node with every module, on a database of its own, and a network that has only what a test puts there.
public final class World implements AutoCloseable {
    static {
        CryptoProviders.install(); // as the server does
    }

    public static final Origin ORIGIN = new Origin("192.0.2.7", "request-1");

    public final Network network = new Network();
    /// What is wrong with the clock.
    public volatile Optional<String> time = Optional.empty();

    public final TestContext context;
    public final Door door;

    public World() {
        this(TestDatabase.fresh());
    }

    /// A further node.
    public World(TestDatabase database) {
        this(database, WorkloadIdentitySettings.DEFAULTS);
    }

    public World(TestDatabase database, WorkloadIdentitySettings settings) {
        this(database, settings, new CertificateAuthoritySettings(URI.create("http://pki.example")));
    }

    public World(TestDatabase database, WorkloadIdentitySettings settings, CertificateAuthoritySettings authorities) {
        context = TestContext.on(database)
                .with(CertificateAuthoritySettings.class, authorities)
                .with(TokenSettings.class, TokenSettings.DEFAULTS)
                .with(Egress.class, network)
                .with(WorkloadIdentitySettings.class, settings)
                .with(SoundTime.class, () -> time)
                .start(
                        DirectoryConfiguration.class,
                        CertificateAuthorityConfiguration.class,
                        TokenServiceConfiguration.class,
                        WorkloadIdentityConfiguration.class,
                        Door.Wiring.class);
        door = context.bean(Door.class);
    }

    /// What can be fetched, and what was.
    public static final class Network implements Egress {
        private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
        private final List<String> asked = new CopyOnWriteArrayList<>();

        public void put(String address, String document) {
            documents.put(address, document.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        public void remove(String address) {
            documents.remove(address);
        }

        public List<String> asked() {
            return asked;
        }

        /// What answers JSON that is sent, given how it was asked.
        public interface Interface {
            String answer(URI address, Access access, String json) throws IOException;
        }

        public volatile Interface api = (_, _, _) -> {
            throw new IOException("nothing there");
        };

        @Override
        public byte[] get(URI address, Access access, int maximumBytes) throws IOException {
            asked.add("trusting " + access.trust().hashCode());
            if (!access.bearer().isEmpty()) {
                asked.add("%s by %s".formatted(address, access.bearer()));
            }
            return get(address, maximumBytes);
        }

        /// What is fetched from whoever has a SPIFFE ID stands at `ADDRESS#SPIFFE-ID`.
        @Override
        public byte[] getFromSpiffe(URI address, String anchors, String spiffeId, int maximumBytes) throws IOException {
            asked.add("%s by %d".formatted(spiffeId, anchors.hashCode()));
            return get(URI.create(address + "#" + spiffeId), maximumBytes);
        }

        @Override
        public byte[] postJson(URI address, Access access, String json, int maximumBytes) throws IOException {
            asked.add(address.toString());
            return api.answer(address, access, json).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }

        @Override
        public byte[] get(URI address, int maximumBytes) throws IOException {
            asked.add(address.toString());
            byte[] document = documents.get(address.toString());
            if (document == null) {
                throw new IOException("nothing there");
            }
            return document;
        }
    }

    public Tenant tenant(String name) {
        var id = new TenantId(name);
        context.bean(Tenants.class).begin(id, name);
        context.bean(CertificateAuthority.class).provision(id);
        context.bean(Issuers.class).provision(id);
        context.bean(Tenants.class).markReady(id);
        return new Tenant(id);
    }

    public Instant now() {
        return context.clock().instant();
    }

    @Override
    public void close() {
        context.close();
    }

    /// A tenant and its operator.
    public final class Tenant {
        public final TenantId id;
        public final Caller operator;

        private Tenant(TenantId id) {
            this.id = id;
            var added = (Subjects.AddOutcome.Added)
                    subjects().add(id, SubjectKind.USER, "operator", Map.of("sn", List.of("Operator")));
            this.operator = new Caller(
                    context.bean(ActivePrincipals.class)
                            .find(id, added.subject().id())
                            .orElseThrow(),
                    Optional.empty(),
                    ORIGIN);
        }

        public Subjects subjects() {
            return context.bean(Subjects.class);
        }

        public String issuer() {
            return "https://localhost:8443/t/" + id;
        }

        public String api(String below) {
            return "/api/v1/tenants/%s/%s".formatted(id, below);
        }

        public Door.Answer post(String below, String json) {
            return door.postJson(api(below), operator, json);
        }

        public Door.Answer patch(String below, String json, String... headers) {
            return door.patch(api(below), operator, json, headers);
        }

        public Door.Answer get(String below) {
            return door.get(api(below), operator);
        }

        public Door.Answer delete(String below) {
            return door.delete(api(below), operator);
        }

        /// Trusts a platform by its keys; the answer has its `id`.
        public JsonNode trusts(Platform platform, String kind) {
            return created(post(
                    "trusted-issuers",
                    "{\"issuer\":\"%s\",\"kind\":\"%s\",\"jwks\":%s}"
                            .formatted(platform.issuer(), kind, platform.jwks())));
        }

        /// A workload with one rule, whose claims are given as JSON.
        public JsonNode workload(String name, Platform platform, String claims) {
            return created(post(
                    "workloads",
                    "{\"name\":\"%s\",\"rules\":[{\"issuer\":\"%s\",\"claims\":%s}],\"audiences\":[\"billing\"]}"
                            .formatted(name, platform.issuer(), claims)));
        }

        private JsonNode created(Door.Answer answer) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            return answer.json();
        }

        public Recognition recognise(String token) {
            return recognise(token, null);
        }

        public Recognition recognise(String token, @Nullable String clientId) {
            return context.bean(WorkloadAssertions.class).recognise(id, token, Optional.ofNullable(clientId), ORIGIN);
        }

        public boolean consume(Recognition recognition) {
            return context.bean(WorkloadAssertions.class).consume(id, (Recognition.Recognised) recognition);
        }

        /// The name of the workload that the token is, or why it is none.
        public String who(String token) {
            return who(token, null);
        }

        public String who(String token, @Nullable String clientId) {
            return switch (recognise(token, clientId)) {
                case Recognition.Recognised recognised -> recognised.workload().name();
                case Recognition.NotEvidence() -> "not evidence";
                case Recognition.Refused(var reason, var _) -> "refused: " + reason;
            };
        }

        /// The events of one action in the trail, oldest first.
        public List<String> audited(String action) {
            return context
                    .bean(AuditTrail.class)
                    .list(id, new AuditTrail.Filter(action, null, null, null), null, 500)
                    .items()
                    .reversed()
                    .stream()
                    .map(event -> "%s %s: %s %s"
                            .formatted(
                                    event.outcome().toUpperCase(Locale.ROOT),
                                    event.actor(),
                                    event.target(),
                                    event.reason())
                            .strip())
                    .toList();
        }
    }
}
