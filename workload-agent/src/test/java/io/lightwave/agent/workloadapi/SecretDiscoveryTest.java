package io.lightwave.agent.workloadapi;

import static io.lightwave.agent.fixture.TestAuthority.PAYMENTS;
import static io.lightwave.agent.fixture.TestAuthority.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.StreamObserver;
import io.lightwave.agent.attestation.Attestation;
import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.fixture.TestAuthority;
import io.lightwave.agent.identity.Bundle;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.Identities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// With the client that Envoy's own control plane library generates from the published proto.
@DisplayName("Envoy secret discovery, version 3")
class SecretDiscoveryTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final String LEDGER = "spiffe://acme.example/ledger";
    private static final String SECRETS = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";
    private final TestAuthority authority = new TestAuthority(NOON);
    private final Identities identities = new Identities(authority, () -> authority.now);

    @TempDir
    private Path folder;

    private String me = "";
    private EventLoopGroup threads;
    private UnixServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        me = "unix:uid:" + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        serve(SecretDiscovery.Names.USUAL);
    }

    private void serve(SecretDiscovery.Names names) throws Exception {
        var attestation = new Attestation(
                folder.resolve("no-docker"),
                folder.resolve("no-podman"),
                folder.resolve("no-containerd"),
                Optional.empty());
        server = new UnixServer(
                folder.resolve("agent.sock"),
                List.of(new SecretDiscovery(new Identification(attestation, identities), names)));
        threads = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        channel = NettyChannelBuilder.forAddress(
                        new DomainSocketAddress(folder.resolve("agent.sock").toFile()))
                .eventLoopGroup(threads)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        var _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        server.close();
    }

    private void registered() {
        identities.replace(
                List.of(
                        entry("w1", PAYMENTS, me),
                        entry("w2", LEDGER, me),
                        entry("w3", PAYMENTS + "/other", "unix:uid:9")),
                authority.bundle(),
                Map.of());
        identities.refresh();
    }

    /// A stream as Envoy opens it.
    private final class Stream implements StreamObserver<DiscoveryResponse> {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        private final StreamObserver<DiscoveryRequest> requests =
                SecretDiscoveryServiceGrpc.newStub(channel).streamSecrets(this);

        @Override
        public void onNext(DiscoveryResponse response) {
            heard.add(response);
        }

        @Override
        public void onError(Throwable error) {
            heard.add(((StatusRuntimeException) error).getStatus().getCode());
        }

        @Override
        public void onCompleted() {
            heard.add(io.grpc.Status.Code.OK);
        }

        Stream asks(String... names) {
            requests.onNext(request(names)
                    .setNode(Node.newBuilder()
                            .setId("envoy-1")
                            .setClusterBytes(com.google.protobuf.ByteString.copyFromUtf8("x".repeat(200))))
                    .build());
            return this;
        }

        void answers(DiscoveryResponse response, String... names) {
            requests.onNext(request(names)
                    .setVersionInfo(response.getVersionInfo())
                    .setResponseNonce(response.getNonce())
                    .build());
        }

        void refuses(DiscoveryResponse response, String... names) {
            requests.onNext(request(names)
                    .setResponseNonce(response.getNonce())
                    .setErrorDetail(Status.newBuilder().setCode(13).setMessage("no"))
                    .build());
        }

        Object next() throws InterruptedException {
            return Optional.ofNullable(heard.poll(120, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("nothing came"));
        }

        DiscoveryResponse response() throws InterruptedException {
            return (DiscoveryResponse) next();
        }
    }

    private static DiscoveryRequest.Builder request(String... names) {
        return DiscoveryRequest.newBuilder().setTypeUrl(SECRETS).addAllResourceNames(List.of(names));
    }

    private static List<Secret> secrets(DiscoveryResponse response) throws InvalidProtocolBufferException {
        assertThat(response.getTypeUrl()).isEqualTo(SECRETS);
        var secrets = new ArrayList<Secret>();
        for (var resource : response.getResourcesList()) {
            secrets.add(resource.unpack(Secret.class));
        }
        return secrets;
    }

    private DiscoveryResponse fetched(String... names) {
        return SecretDiscoveryServiceGrpc.newBlockingStub(channel)
                .fetchSecrets(request(names).build());
    }

    @Test
    void a_certificate_with_its_key_and_the_anchors_by_their_names() throws Exception {
        registered();
        var secrets = secrets(fetched("default", "ROOTCA", LEDGER, "spiffe://acme.example"));
        assertThat(secrets.stream().map(Secret::getName))
                .containsExactly("default", "ROOTCA", LEDGER, "spiffe://acme.example");
        var certificate = secrets.getFirst().getTlsCertificate();
        assertThat(PemText.certificates(
                        certificate.getCertificateChain().getInlineBytes().toStringUtf8()))
                .containsExactly(TestAuthority.certificate());
        assertThat(PemText.privateKey(
                        certificate.getPrivateKey().getInlineBytes().toStringUtf8()))
                .isEqualTo(identities
                        .x509Svid(entry("w1", PAYMENTS, me))
                        .orElseThrow()
                        .key());
        for (int anchors : new int[] {1, 3}) {
            assertThat(PemText.certificates(secrets.get(anchors)
                            .getValidationContext()
                            .getTrustedCa()
                            .getInlineBytes()
                            .toStringUtf8()))
                    .containsExactly(TestAuthority.certificate());
        }
    }

    @Test
    void without_names_everything_that_the_caller_has() throws Exception {
        registered();
        assertThat(secrets(fetched()).stream().map(Secret::getName))
                .containsExactly(PAYMENTS, LEDGER, "spiffe://acme.example");
    }

    @Test
    void a_name_of_somebody_else_is_left_out() throws Exception {
        registered();
        assertThat(secrets(fetched(PAYMENTS + "/other", "spiffe://globex.example", "x", LEDGER)).stream()
                        .map(Secret::getName))
                .containsExactly(LEDGER);
    }

    @Test
    void empty_names_are_none() throws Exception {
        registered();
        assertThat(secrets(fetched("", LEDGER)).stream().map(Secret::getName)).containsExactly(LEDGER);
        assertThat(secrets(fetched(""))).hasSize(3);
    }

    @Test
    void an_accepted_answer_is_not_repeated_and_a_rotation_is_pushed() throws Exception {
        registered();
        var stream = new Stream().asks("default");
        var first = stream.response();
        stream.answers(first, "default");
        authority.now = NOON.plusSeconds(3_600);
        identities.refresh();
        var second = stream.response();
        assertThat(second.getVersionInfo()).isNotEqualTo(first.getVersionInfo());
        assertThat(second.getNonce()).isNotEqualTo(first.getNonce());
        assertThat(secrets(second).getFirst()).isNotEqualTo(secrets(first).getFirst());
        assertThat(stream.heard).isEmpty();
    }

    @Test
    void other_names_are_answered_and_a_nonce_that_is_not_the_last_is_not_looked_at() throws Exception {
        registered();
        var stream = new Stream().asks("default");
        var first = stream.response();
        stream.answers(first, "default", "ROOTCA");
        var second = stream.response();
        assertThat(secrets(second)).hasSize(2);
        stream.answers(first, LEDGER);
        stream.answers(second, "ROOTCA");
        assertThat(secrets(stream.response()).stream().map(Secret::getName)).containsExactly("ROOTCA");
    }

    /// Before the first answer there is no nonce that a request could have.
    @Test
    void other_names_before_the_first_answer_are_answered() throws Exception {
        registered();
        var stream = new Stream().asks("spiffe://acme.example/nobody");
        stream.asks("spiffe://acme.example/nobody", "ROOTCA");
        assertThat(secrets(stream.response()).stream().map(Secret::getName)).containsExactly("ROOTCA");
    }

    @Test
    void the_same_names_in_another_order_are_no_others() throws Exception {
        registered();
        var stream = new Stream().asks("default", "ROOTCA");
        var first = stream.response();
        stream.answers(first, "ROOTCA", "default");
        authority.now = NOON.plusSeconds(3_600);
        identities.refresh();
        assertThat(stream.response().getNonce()).isEqualTo("2");
        assertThat(stream.heard).isEmpty();
    }

    @Test
    void a_refused_answer_is_not_sent_again_until_there_is_another() throws Exception {
        registered();
        var stream = new Stream().asks("default");
        var first = stream.response();
        stream.refuses(first, "default");
        authority.now = NOON.plusSeconds(3_600);
        identities.refresh();
        var second = stream.response();
        assertThat(second.getVersionInfo()).isNotEqualTo(first.getVersionInfo());
        assertThat(stream.heard).isEmpty();
    }

    @Test
    void what_the_caller_gets_later_comes_then() throws Exception {
        registered();
        var stream = new Stream().asks("spiffe://acme.example/later");
        identities.replace(
                List.of(entry("w1", PAYMENTS, me), entry("w4", "spiffe://acme.example/later", me)),
                authority.bundle(),
                Map.of());
        identities.refresh();
        assertThat(secrets(stream.response()).getFirst().getName()).isEqualTo("spiffe://acme.example/later");
    }

    /// Threat T12.
    @Test
    void t12_a_stream_ends_with_the_identity_and_with_the_node() throws Exception {
        registered();
        var stream = new Stream().asks("default");
        stream.response();
        identities.replace(List.of(entry("w1", PAYMENTS, "unix:uid:9")), authority.bundle(), Map.of());
        assertThat(stream.next()).isEqualTo(io.grpc.Status.Code.PERMISSION_DENIED);
        registered();
        var other = new Stream().asks("default");
        other.response();
        identities.forget();
        assertThat(other.next()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
    }

    @Test
    void nobody_without_an_identity_gets_anything() throws Exception {
        assertThat(new Stream().asks("ROOTCA").next()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
        identities.replace(List.of(entry("w1", PAYMENTS, "unix:uid:9")), authority.bundle(), Map.of());
        assertThat(new Stream().asks("ROOTCA").next()).isEqualTo(io.grpc.Status.Code.PERMISSION_DENIED);
        assertThat(refusal(() -> fetched("ROOTCA"))).isEqualTo(io.grpc.Status.Code.PERMISSION_DENIED);
    }

    private static io.grpc.Status.Code refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call)
                .getStatus()
                .getCode();
    }

    @Test
    void other_resources_and_increments_are_not_there() throws Exception {
        registered();
        var clusters = DiscoveryRequest.newBuilder()
                .setTypeUrl("type.googleapis.com/envoy.config.cluster.v3.Cluster")
                .build();
        assertThat(refusal(() ->
                        SecretDiscoveryServiceGrpc.newBlockingStub(channel).fetchSecrets(clusters)))
                .isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
        var stream = new Stream();
        stream.requests.onNext(clusters);
        assertThat(stream.next()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
        var heard = new LinkedBlockingQueue<Object>();
        SecretDiscoveryServiceGrpc.newStub(channel)
                .deltaSecrets(new StreamObserver<>() {
                    @Override
                    public void onNext(io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse response) {
                        heard.add(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        heard.add(((StatusRuntimeException) error).getStatus().getCode());
                    }

                    @Override
                    public void onCompleted() {
                        heard.add("completed");
                    }
                })
                .onNext(DeltaDiscoveryRequest.getDefaultInstance());
        assertThat(heard.poll(120, TimeUnit.SECONDS)).isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED);
    }

    @Nested
    @DisplayName("Envoy's validator of SPIFFE")
    class Validator {
        private static final String WISH = "disable_spiffe_cert_validation";

        private static Node.Builder envoy(int major, int minor) {
            return Node.newBuilder()
                    .setUserAgentName("envoy")
                    .setUserAgentBuildVersion(BuildVersion.newBuilder()
                            .setVersion(SemanticVersion.newBuilder()
                                    .setMajorNumber(major)
                                    .setMinorNumber(minor)));
        }

        private static Node.Builder envoy(Value wish) {
            return envoy(1, 35)
                    .setMetadata(Struct.newBuilder()
                            .putFields(
                                    "other",
                                    Value.newBuilder().setBoolValue(true).build())
                            .putFields(WISH, wish));
        }

        private static Value text(String text) {
            return Value.newBuilder().setStringValue(text).build();
        }

        private static Value truth(boolean truth) {
            return Value.newBuilder().setBoolValue(truth).build();
        }

        /// The trust domains by which it validates; none when the anchors are good for any name.
        private static List<String> domains(Secret secret) throws InvalidProtocolBufferException {
            var context = secret.getValidationContext();
            assertThat(context.hasTrustedCa()).isNotEqualTo(context.hasCustomValidatorConfig());
            return context.hasTrustedCa()
                    ? List.of()
                    : context
                            .getCustomValidatorConfig()
                            .getTypedConfig()
                            .unpack(SPIFFECertValidatorConfig.class)
                            .getTrustDomainsList()
                            .stream()
                            .map(SPIFFECertValidatorConfig.TrustDomain::getName)
                            .toList();
        }

        private List<String> domains(Node.Builder node, String name) throws InvalidProtocolBufferException {
            return domains(secrets(SecretDiscoveryServiceGrpc.newBlockingStub(channel)
                            .fetchSecrets(request(name).setNode(node).build()))
                    .getFirst());
        }

        @Test
        void is_given_the_anchors_by_each_name_where_there_is_one() throws Exception {
            registered();
            for (String name : List.of("ROOTCA", "spiffe://acme.example")) {
                for (var with : List.of(envoy(1, 18), envoy(1, 35), envoy(2, 0))) {
                    assertThat(domains(with, name)).as(with.toString()).containsExactly("acme.example");
                }
                for (var without : List.of(envoy(1, 17), envoy(0, 30), Node.newBuilder())) {
                    assertThat(domains(without, name)).as(without.toString()).isEmpty();
                }
            }
        }

        @Test
        void is_left_out_when_the_proxy_s_metadata_say_so() throws Exception {
            registered();
            for (var wish : List.of(truth(true), text("true"))) {
                assertThat(domains(envoy(wish), "ROOTCA")).isEmpty();
            }
            for (var none : List.of(
                    truth(false),
                    text("false"),
                    text("test"),
                    Value.newBuilder().setNumberValue(1).build())) {
                assertThat(domains(envoy(none), "ROOTCA")).as(none.toString()).containsExactly("acme.example");
            }
        }

        @Test
        void is_given_only_to_who_asks_when_the_agent_was_told_so() throws Exception {
            stop();
            serve(new SecretDiscovery.Names("default", "ROOTCA", "ALL", true));
            registered();
            for (var none : List.of(envoy(1, 35), envoy(text("true")), envoy(text("test")))) {
                assertThat(domains(none, "ROOTCA")).as(none.toString()).isEmpty();
            }
            for (var wish : List.of(truth(false), text("false"))) {
                assertThat(domains(envoy(wish), "ROOTCA")).containsExactly("acme.example");
            }
        }

        /// The node needs to be said in the first request of a stream only.
        @Test
        void is_given_to_who_said_once_that_it_has_one() throws Exception {
            registered();
            var stream = new Stream();
            stream.requests.onNext(request("default").setNode(envoy(1, 35)).build());
            stream.answers(stream.response(), "ROOTCA");
            assertThat(domains(secrets(stream.response()).getFirst())).containsExactly("acme.example");
        }
    }

    /// As Istio wants them, whose proxies ask for `ROOTCA` when they mean all.
    @Test
    void names_are_those_that_the_agent_was_told() throws Exception {
        stop();
        serve(new SecretDiscovery.Names("own", "none", "ROOTCA", false));
        registered();
        var secrets = secrets(fetched("own", "none", "ROOTCA", "default", "ALL"));
        assertThat(secrets.stream().map(Secret::getName)).containsExactly("own", "none", "ROOTCA");
        assertThat(secrets.get(1).getValidationContext().hasTrustedCa()).isTrue();
        assertThat(secrets.get(2).getValidationContext().hasCustomValidatorConfig())
                .isTrue();
    }

    /// SPIFFE Federation §4.2, threat T14: each trust domain's anchors are good for its own identities only.
    @Test
    void t14_foreign_anchors_by_their_trust_domain_and_all_of_them_for_envoy_s_own_validator() throws Exception {
        identities.replace(
                List.of(new Entry("w1", PAYMENTS, "", Set.of(me), false, Set.of("partner.example"))),
                authority.bundle(),
                Map.of(
                        "partner.example", authority.bundle("partner.example"),
                        "third.example", authority.bundle("third.example")));
        identities.refresh();
        var stub = SecretDiscoveryServiceGrpc.newBlockingStub(channel);
        var named = new ArrayList<String>();
        for (var any : stub.fetchSecrets(request().build()).getResourcesList()) {
            named.add(any.unpack(Secret.class).getName());
        }
        assertThat(named).containsExactly(PAYMENTS, "spiffe://acme.example", "spiffe://partner.example");
        assertThat(stub.fetchSecrets(request("spiffe://third.example").build()).getResourcesList())
                .isEmpty();
        var all = stub.fetchSecrets(request("ALL").build()).getResources(0).unpack(Secret.class);
        var validator = all.getValidationContext().getCustomValidatorConfig();
        assertThat(validator.getName()).isEqualTo("envoy.tls.cert_validator.spiffe");
        assertThat(validator
                        .getTypedConfig()
                        .unpack(SPIFFECertValidatorConfig.class)
                        .getTrustDomainsList())
                .extracting(SPIFFECertValidatorConfig.TrustDomain::getName)
                .containsExactly("acme.example", "partner.example");
        assertThat(validator
                        .getTypedConfig()
                        .unpack(SPIFFECertValidatorConfig.class)
                        .getTrustDomains(1)
                        .getTrustBundle()
                        .getInlineBytes()
                        .toStringUtf8())
                .isEqualTo(PemText.of(authority.bundle().anchors()));
    }

    /// Envoy refuses a validator with an empty bundle in it, and would go on with what it had.
    @Test
    void a_trust_domain_without_anchors_is_left_out() throws Exception {
        identities.replace(
                List.of(new Entry("w1", PAYMENTS, "", Set.of(me), false, Set.of("partner.example"))),
                authority.bundle(),
                Map.of(
                        "partner.example",
                        Bundle.foreign("partner.example", JsonMapper.shared().readTree("{\"keys\":[]}"))));
        identities.refresh();
        var all = secrets(fetched("ALL", "spiffe://partner.example"));
        assertThat(all).hasSize(1);
        assertThat(all.getFirst()
                        .getValidationContext()
                        .getCustomValidatorConfig()
                        .getTypedConfig()
                        .unpack(SPIFFECertValidatorConfig.class)
                        .getTrustDomainsList())
                .extracting(SPIFFECertValidatorConfig.TrustDomain::getName)
                .containsExactly("acme.example");
    }
}
