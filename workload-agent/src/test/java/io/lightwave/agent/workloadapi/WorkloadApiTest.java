package io.lightwave.agent.workloadapi;

import static io.lightwave.agent.fixture.TestAuthority.PAYMENTS;
import static io.lightwave.agent.fixture.TestAuthority.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.lightwave.agent.attestation.Attestation;
import io.lightwave.agent.fixture.TestAuthority;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.Identities;
import io.lightwave.agent.proto.ProtoWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("SPIFFE Workload API")
class WorkloadApiTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final ProtoWriter NOTHING = new ProtoWriter();
    private final TestAuthority authority = new TestAuthority(NOON);
    private final InstantSource clock = () -> authority.now;
    private final Identities identities = new Identities(authority, clock);

    @TempDir
    private Path folder;

    private String me = "";
    private UnixServer server;
    private ApiClient client;

    @BeforeEach
    void start() throws Exception {
        me = "unix:uid:" + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        var attestation = new Attestation(
                folder.resolve("no-docker"),
                folder.resolve("no-podman"),
                folder.resolve("no-containerd"),
                Optional.empty());
        var api = new WorkloadApi(new Identification(attestation, identities), clock);
        server = new UnixServer(folder.resolve("agent.sock"), List.of(api));
        client = new ApiClient(folder.resolve("agent.sock"));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void registered() {
        identities.replace(List.of(entry("w1", PAYMENTS, me)), authority.bundle(), Map.of());
        identities.refresh();
    }

    @Nested
    @DisplayName("§3 security header")
    class Header {
        @Test
        void a_call_without_it_is_refused() throws Exception {
            registered();
            for (String method : List.of(
                    "FetchX509SVID", "FetchX509Bundles", "FetchJWTSVID", "FetchJWTBundles", "ValidateJWTSVID")) {
                assertThat(client.call(method, new byte[0]).end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"false", "True", "", "1"})
        void its_value_is_true_exactly(String value) throws Exception {
            registered();
            assertThat(client.call("FetchX509SVID", new byte[0], value).end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }

        @Test
        void it_comes_once() throws Exception {
            registered();
            assertThat(client.call("FetchX509SVID", new byte[0], "true", "true").end())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    @Nested
    @DisplayName("§5 X.509 profile")
    class X509 {
        @Test
        void the_first_message_comes_at_once_with_all_that_is_needed() throws Exception {
            registered();
            var message = client.call("FetchX509SVID", NOTHING).message();
            String text = new String(message, StandardCharsets.ISO_8859_1);
            assertThat(text).contains(PAYMENTS, "hint-w1");
            assertThat(text)
                    .contains(new String(TestAuthority.certificate().getEncoded(), StandardCharsets.ISO_8859_1));
        }

        @Test
        void every_identity_is_sent_and_a_hint_only_once() throws Exception {
            identities.replace(
                    List.of(
                            new Entry("w1", PAYMENTS, "internal", Set.of(me)),
                            new Entry("w2", PAYMENTS + "/2", "internal", Set.of(me)),
                            new Entry("w3", PAYMENTS + "/3", "external", Set.of(me))),
                    authority.bundle(),
                    Map.of());
            identities.refresh();
            var jwt = client.call("FetchJWTSVID", new ProtoWriter().text(1, "billing"));
            for (byte[] message : List.of(client.call("FetchX509SVID", NOTHING).message(), jwt.message())) {
                String text = new String(message, StandardCharsets.ISO_8859_1);
                assertThat(text).contains(PAYMENTS + "/2", PAYMENTS + "/3").containsOnlyOnce("internal");
                assertThat(text).containsOnlyOnce("external");
            }
        }

        @Test
        void a_renewed_certificate_is_sent_and_nothing_else_is() throws Exception {
            registered();
            var stream = client.call("FetchX509SVID", NOTHING);
            var first = stream.message();
            registered(); // the same again
            authority.now = NOON.plusSeconds(3_600);
            identities.refresh();
            assertThat(stream.message()).isNotEqualTo(first);
            assertThat(stream.waiting()).isZero();
        }

        @Test
        void a_certificate_that_comes_later_is_sent_then() throws Exception {
            identities.replace(List.of(entry("w1", PAYMENTS, me)), authority.bundle(), Map.of());
            var stream = client.call("FetchX509SVID", NOTHING);
            identities.refresh();
            assertThat(stream.message()).isNotEmpty();
        }

        @Test
        void an_identity_that_asks_for_what_nobody_asked_for_before_comes_to_an_open_stream_too() throws Exception {
            registered();
            var stream = client.call("FetchX509SVID", NOTHING);
            stream.message();
            String path = "unix:path:" + Files.readSymbolicLink(Path.of("/proc/self/exe"));
            identities.replace(
                    List.of(entry("w1", PAYMENTS, me), entry("w2", PAYMENTS + "/2", me, path)),
                    authority.bundle(),
                    Map.of());
            identities.refresh();
            assertThat(new String(stream.message(), StandardCharsets.ISO_8859_1))
                    .contains(PAYMENTS + "/2");
        }

        @Test
        void a_stream_ends_when_the_identity_is_taken_away() throws Exception {
            registered();
            var stream = client.call("FetchX509SVID", NOTHING);
            stream.message();
            identities.replace(List.of(), authority.bundle(), Map.of());
            assertThat(stream.end()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }

        /// Threat T12: what a banned node had is gone at once.
        @Test
        void t12_a_stream_ends_when_the_node_is_banned() throws Exception {
            registered();
            var stream = client.call("FetchX509SVID", NOTHING);
            stream.message();
            identities.forget();
            assertThat(stream.end()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(client.call("FetchX509SVID", NOTHING).end()).isEqualTo(Status.Code.UNAVAILABLE);
        }

        @Test
        void bundles_are_keyed_by_trust_domain() throws Exception {
            registered();
            var message = client.call("FetchX509Bundles", NOTHING).message();
            assertThat(new String(message, StandardCharsets.ISO_8859_1)).contains("spiffe://acme.example");
        }
    }

    @Nested
    @DisplayName("§6 JWT profile")
    class Jwt {
        @Test
        void a_token_for_the_audience() throws Exception {
            registered();
            var call = client.call("FetchJWTSVID", new ProtoWriter().text(1, "billing"));
            assertThat(new String(call.message(), StandardCharsets.UTF_8)).contains(PAYMENTS, "hint-w1", "ey");
            assertThat(call.end()).isEqualTo(Status.Code.OK);
            assertThat(authority.asked).contains("jwt w1 [billing]");
        }

        @Test
        void an_audience_must_be_given() throws Exception {
            registered();
            assertThat(client.call("FetchJWTSVID", NOTHING).end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(client.call("FetchJWTSVID", new ProtoWriter().octets(1, new byte[0]))
                            .end())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }

        @Test
        void the_identity_of_somebody_else_is_denied() throws Exception {
            registered();
            for (var asked : List.of("spiffe://acme.example/other", "spiffe://globex.example/payments")) {
                assertThat(client.call(
                                        "FetchJWTSVID",
                                        new ProtoWriter().text(1, "billing").text(2, asked))
                                .end())
                        .isEqualTo(Status.Code.PERMISSION_DENIED);
            }
            assertThat(client.call(
                                    "FetchJWTSVID",
                                    new ProtoWriter().text(1, "billing").text(2, "no spiffe id"))
                            .end())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }

        @Test
        void bundles_are_jwk_sets() throws Exception {
            registered();
            assertThat(new String(client.call("FetchJWTBundles", NOTHING).message(), StandardCharsets.UTF_8))
                    .contains("spiffe://acme.example", "\"keys\":[", "\"kid\":\"k1\"")
                    .as("of a use that RFC 7517 §4.2 does not know, which validators of JWTs pass over")
                    .doesNotContain("\"use\"");
        }

        @Test
        void a_token_need_not_name_its_key() throws Exception {
            registered();
            String claims = authority.claims(PAYMENTS, "billing").toString();
            assertThat(validate(authority.signed("{\"alg\":\"ES256\"}", claims), "billing")
                            .end())
                    .isEqualTo(Status.Code.OK);
            assertThat(validate(new TestAuthority(NOON).signed("{\"alg\":\"ES256\"}", claims), "billing")
                            .end())
                    .as("by nobody's key")
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
            for (String kid : List.of("\"\"", "null", "1", "[\"k1\"]")) {
                assertThat(validate(
                                        authority.signed("{\"alg\":\"ES256\",\"kid\":%s}".formatted(kid), claims),
                                        "billing")
                                .end())
                        .as(kid)
                        .isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
        }

        @Test
        void a_good_token_is_told_with_all_its_claims() throws Exception {
            registered();
            var claims = authority.claims(PAYMENTS, "billing");
            claims.put("deep", 1.5)
                    .putObject("more")
                    .put("yes", true)
                    .putNull("none")
                    .putArray("list")
                    .add("x");
            var call = validate(authority.signed("{\"alg\":\"ES256\",\"kid\":\"k1\"}", claims.toString()), "billing");
            assertThat(new String(call.message(), StandardCharsets.ISO_8859_1))
                    .contains(PAYMENTS, "deep", "more", "yes", "none", "list");
            assertThat(call.end()).isEqualTo(Status.Code.OK);
        }

        private ApiClient.Call validate(String token, String audience) {
            return client.call(
                    "ValidateJWTSVID", new ProtoWriter().text(1, audience).text(2, token));
        }

        @Test
        void a_bad_token_is_an_invalid_argument() throws Exception {
            registered();
            String header = "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
            String good = authority.signed(
                    header, authority.claims(PAYMENTS, "billing").toString());
            for (String bad : List.of(
                    "nonsense",
                    good.substring(0, good.length() - 4) + "AAAA",
                    authority.signed(
                            "{\"alg\":\"none\",\"kid\":\"k1\"}",
                            authority.claims(PAYMENTS, "billing").toString()),
                    authority.signed(
                            "{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"at+jwt\"}",
                            authority.claims(PAYMENTS, "billing").toString()),
                    authority.signed(
                            "{\"alg\":\"ES256\",\"kid\":\"k2\"}",
                            authority.claims(PAYMENTS, "billing").toString()),
                    authority.signed(
                            header, authority.claims(PAYMENTS, "payroll").toString()),
                    authority.signed(
                            header,
                            authority
                                    .claims("spiffe://globex.example/payments", "billing")
                                    .toString()),
                    authority.signed(
                            header,
                            authority.claims("spiffe://acme.example", "billing").toString()),
                    authority.signed(
                            header,
                            authority
                                    .claims(PAYMENTS, "billing")
                                    .put("exp", NOON.getEpochSecond() - 60)
                                    .toString()),
                    authority.signed(header, "{\"sub\":\"" + PAYMENTS + "\",\"aud\":\"billing\"}"))) {
                assertThat(validate(bad, "billing").end()).as(bad).isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
            assertThat(validate(good, "").end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(validate(good, "billing").message()).isNotEmpty();
        }

        /// Threat T15.
        @Test
        void t15_a_token_without_what_it_must_have_is_an_invalid_argument() throws Exception {
            registered();
            String header = "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
            for (String missing : List.of("aud", "exp", "sub")) {
                var claims = authority.claims(PAYMENTS, "billing");
                claims.remove(missing);
                assertThat(validate(authority.signed(header, claims.toString()), "billing")
                                .end())
                        .as("without " + missing)
                        .isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
            var forNobody = authority.claims(PAYMENTS, "billing");
            forNobody.putArray("aud");
            assertThat(validate(authority.signed(header, forNobody.toString()), "billing")
                            .end())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
            String good = authority.signed(
                    header, authority.claims(PAYMENTS, "billing").toString());
            assertThat(validate(good, "").end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(validate("", "billing").end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }

        @Test
        void what_is_no_jws_in_the_compact_form_is_an_invalid_argument() throws Exception {
            registered();
            String good = authority.signed(
                    "{\"alg\":\"ES256\",\"kid\":\"k1\"}",
                    authority.claims(PAYMENTS, "billing").toString());
            String[] parts = good.split("[.]", -1);
            String members = "\"protected\":\"%s\",\"signature\":\"%s\"".formatted(parts[0], parts[2]);
            for (String other : List.of(
                    "{\"payload\":\"%s\",%s}".formatted(parts[1], members),
                    "{\"payload\":\"%s\",\"signatures\":[{%s}]}".formatted(parts[1], members),
                    parts[0] + "." + parts[1] + ".",
                    parts[0] + "." + parts[1],
                    good + "." + parts[1] + "." + parts[2],
                    good + "=",
                    " " + good,
                    good + "\n")) {
                assertThat(validate(other, "billing").end()).as(other).isEqualTo(Status.Code.INVALID_ARGUMENT);
            }
        }
    }

    @Nested
    @DisplayName("who gets nothing")
    class Refused {
        @Test
        void before_the_server_has_said_anything_the_api_is_unavailable() throws Exception {
            assertThat(client.call("FetchX509SVID", NOTHING).end()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(client.call("FetchJWTSVID", new ProtoWriter().text(1, "billing"))
                            .end())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"FetchX509SVID", "FetchX509Bundles", "FetchJWTBundles"})
        void a_process_without_identity_is_denied_permission(String method) throws Exception {
            identities.replace(
                    List.of(entry("w1", PAYMENTS, "unix:uid:424242"), entry("w2", PAYMENTS, me, "unix:gid:424242")),
                    authority.bundle(),
                    Map.of());
            assertThat(client.call(method, NOTHING).end()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"FetchWITSVID", "FetchWITBundles", "FetchAnythingElse"})
        void a_method_that_is_not_there_is_unimplemented(String method) throws Exception {
            registered();
            assertThat(client.call(method, NOTHING).end()).isEqualTo(Status.Code.UNIMPLEMENTED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\n\u007f", "\u0000\u0000", "\u000f", "\n\u0002\u00ff\u00ff"})
        void what_is_no_message_is_an_invalid_argument(String octets) throws Exception {
            registered();
            byte[] message = octets.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(client.call("FetchJWTSVID", message, "true").end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(client.call("FetchX509SVID", message, "true").end()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }

        @Test
        void a_message_larger_than_64_kib_is_refused() throws Exception {
            registered();
            assertThat(client.call("FetchJWTSVID", new byte[70_000], "true").end())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }

    /// Nobody can hold all files that the agent may have open.
    @Test
    @Timeout(180)
    void so_many_connections_of_one_origin_are_enough() throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("agent.sock"));
        var open = new ArrayList<SocketChannel>();
        try {
            do {
                open.add(SocketChannel.open(address));
            } while (open.getLast().read(ByteBuffer.allocate(1)) > 0);
            assertThat(open).hasSizeBetween(190, 201);
        } finally {
            for (var one : open) {
                one.close();
            }
        }
        boolean again = false;
        while (!again) {
            try (var next = SocketChannel.open(address)) {
                again = next.read(ByteBuffer.allocate(1)) > 0;
            }
        }
    }

    @Test
    void two_agents_cannot_have_one_socket_and_what_a_dead_one_left_is_taken() throws Exception {
        var path = folder.resolve("agent.sock");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> new UnixServer(path, List.of())))
                .hasMessageContaining("listens");
        assertThat(Files.getPosixFilePermissions(path))
                .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        var file = Files.writeString(folder.resolve("file"), "mine");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> new UnixServer(file, List.of())))
                .hasMessageContaining("no socket");
        assertThat(file).hasContent("mine");
    }

    @Nested
    @DisplayName("§5.2, §6.2 federated bundles (threat T14)")
    class Federated {
        private static final String PARTNER = "spiffe://partner.example";
        private final TestAuthority partner = new TestAuthority(NOON);

        private void federated() {
            identities.replace(
                    List.of(
                            new Entry(
                                    "w1", PAYMENTS, "", Set.of(me), false, Set.of("partner.example", "later.example")),
                            new Entry("w2", PAYMENTS + "/2", "", Set.of("unix:uid:9"), false, Set.of("third.example"))),
                    authority.bundle(),
                    Map.of(
                            "partner.example", partner.bundle("partner.example"),
                            "third.example", partner.bundle("third.example")));
            identities.refresh();
        }

        private String text(byte[] message) {
            return new String(message, StandardCharsets.ISO_8859_1);
        }

        @Test
        void are_those_that_the_caller_trusts_by_trust_domain() throws Exception {
            federated();
            for (String method : List.of("FetchX509SVID", "FetchX509Bundles", "FetchJWTBundles")) {
                assertThat(text(client.call(method, NOTHING).message()))
                        .as(method)
                        .contains(PARTNER)
                        .doesNotContain("third.example", "later.example");
            }
        }

        @Test
        void that_change_are_sent() throws Exception {
            registered();
            var stream = client.call("FetchX509Bundles", NOTHING);
            assertThat(text(stream.message())).doesNotContain(PARTNER);
            federated();
            assertThat(text(stream.message())).contains(PARTNER);
            registered();
            assertThat(text(stream.message())).doesNotContain(PARTNER);
        }

        private Status.Code validated(TestAuthority signer, String subject) throws Exception {
            return client.call(
                            "ValidateJWTSVID",
                            new ProtoWriter()
                                    .text(1, "billing")
                                    .text(
                                            2,
                                            signer.signed(
                                                    "{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"JWT\"}",
                                                    signer.claims(subject, "billing")
                                                            .toString())))
                    .end();
        }

        @Test
        void t14_a_token_counts_only_by_its_own_trust_domain_s_keys_and_where_that_is_trusted() throws Exception {
            federated();
            assertThat(validated(partner, PARTNER + "/orders")).isEqualTo(Status.Code.OK);
            assertThat(validated(authority, PAYMENTS)).isEqualTo(Status.Code.OK);
            assertThat(validated(partner, PAYMENTS))
                    .as("the partner's key for us")
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(validated(authority, PARTNER + "/orders"))
                    .as("our key for the partner")
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(validated(partner, "spiffe://third.example/orders"))
                    .as("federated with for another workload only")
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
            registered();
            assertThat(validated(partner, PARTNER + "/orders"))
                    .as("no longer federated with")
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }
}
