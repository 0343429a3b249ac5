package io.lightwave.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.authentication.ClientCertificate;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is disabled is of no use, whichever door it comes to (threats row 1)")
class DisabledThingsTest {
    static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    static final TokenServer SERVER = TokenServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /// Everything of one tenant, with a token of each kind, all good before something is disabled.
    record World(
            TestTenant tenant,
            TestClient client,
            TestClient service,
            TestWorkload workload,
            TestClient shy,
            TestClient signer,
            TestClient certified,
            X509Certificate issued,
            TestClient selfSigned,
            X509Certificate own,
            ECKey key,
            String clientsToken,
            String workloadsToken,
            String shyToken) {

        static int count;

        static World make() {
            var tenant = SERVER.tenant("t" + count++ + ".example");
            var service = tenant.client("service");
            var client = tenant.client("client", "service");
            var workload = tenant.workload("workload", "service");
            ECKey key = newKey();
            var shy = tenant.clientOf(
                    "{\"clientId\":\"shy\",\"audiences\":[\"service\"],\"accessTokenFormat\":\"opaque\"}");
            var signer = tenant.clientOf("""
                    {"clientId":"signer","tokenEndpointAuthMethod":"private_key_jwt","jwks":{"keys":[%s]},
                     "grantTypes":["client_credentials","%s"]}""".formatted(key.toPublicJWK(), JWT_BEARER));
            var certified = tenant.clientOf("""
                    {"clientId":"certified","tokenEndpointAuthMethod":"tls_client_auth",
                     "tlsClientAuthSubjectDn":"CN=certified"}""");
            X509Certificate issued = ClientCertificate.selfSigned("CN=certified");
            SERVER.trust().issued(tenant.id(), issued, certified.subject());
            X509Certificate own = ClientCertificate.selfSigned("CN=own");
            var selfSigned = tenant.clientOf("""
                    {"clientId":"own","tokenEndpointAuthMethod":"self_signed_tls_client_auth","jwks":%s}""".formatted(ClientCertificate.jwks(own)));
            return new World(
                    tenant,
                    client,
                    service,
                    workload,
                    shy,
                    signer,
                    certified,
                    issued,
                    selfSigned,
                    own,
                    key,
                    client.fetchesToken("resource", "service").accessToken(),
                    workload.fetchesToken("resource", "service").accessToken(),
                    shy.fetchesToken("resource", "service").accessToken());
        }

        private static ECKey newKey() {
            try {
                return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }

        /// The signer's own, good once.
        String assertion() {
            try {
                var jwt = new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                        new JWTClaimsSet.Builder()
                                .issuer("signer")
                                .subject("signer")
                                .audience(tenant.issuer())
                                .jwtID(UUID.randomUUID().toString())
                                .expirationTime(Date.from(TestClock.NOON.plusSeconds(60)))
                                .build());
                jwt.sign(new ECDSASigner(key));
                return jwt.serialize();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean asksOverTls(X509Certificate certificate, String... form) {
            return SERVER.perform(tenant.form("/oauth2/token", form)
                                    .requestAttr(
                                            "jakarta.servlet.request.X509Certificate",
                                            new X509Certificate[] {certificate}))
                            .status()
                    == 200;
        }

        boolean asks(String... form) {
            return tenant.post("/oauth2/token", form).status() == 200;
        }
    }

    record Use(String what, Predicate<World> works) {
        @Override
        public String toString() {
            return what;
        }
    }

    record Disabling(String what, BiConsumer<Subjects, World> act) {
        @Override
        public String toString() {
            return what;
        }
    }

    static final Use FETCH_BY_SECRET =
            new Use("token by secret", world -> world.client().fetchesToken().status() == 200);
    static final Use FETCH_BY_EVIDENCE = new Use(
            "token by evidence", world -> world.workload().fetchesToken().status() == 200);
    static final Use CLIENT_TOKEN = new Use(
            "introspection of the client's token",
            world -> world.service().introspects(world.clientsToken()).text().contains("\"active\":true"));
    static final Use WORKLOAD_TOKEN = new Use(
            "introspection of the workload's token",
            world -> world.service().introspects(world.workloadsToken()).text().contains("\"active\":true"));
    static final Use KEY_SET =
            new Use("key set", world -> world.tenant().get("/oauth2/jwks").status() == 200);

    static final Use OPAQUE_TOKEN = new Use(
            "introspection of a token that says nothing",
            world -> world.service().introspects(world.shyToken()).text().contains("\"active\":true"));
    static final Use FETCH_BY_KEY = new Use(
            "token by private_key_jwt",
            world -> world.asks(
                    "grant_type",
                    "client_credentials",
                    "client_assertion_type",
                    TestWorkload.JWT_BEARER,
                    "client_assertion",
                    world.assertion()));
    static final Use EXCHANGE_OF_EVIDENCE = new Use(
            "token exchange of evidence",
            world -> world.asks(
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:token-exchange",
                    "subject_token",
                    "platform:workload",
                    "subject_token_type",
                    "urn:ietf:params:oauth:token-type:jwt"));
    static final Use JWT_BEARER_OF_EVIDENCE = new Use(
            "jwt-bearer grant of evidence",
            world -> world.asks("grant_type", JWT_BEARER, "assertion", "platform:workload"));

    static final Use FETCH_BY_JWT_SVID = new Use(
            "token by JWT-SVID",
            world -> world.asks(
                    "grant_type",
                    "client_credentials",
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe",
                    "client_assertion",
                    "svid:workload"));
    static final Use FETCH_BY_X509_SVID = new Use(
            "token by X509-SVID",
            world -> world.asksOverTls(
                    ClientCertificate.selfSigned("CN=workload"),
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    world.workload().spiffeId()));
    static final Use FETCH_BY_CERTIFICATE = new Use(
            "token by tls_client_auth",
            world -> world.asksOverTls(world.issued(), "grant_type", "client_credentials", "client_id", "certified"));
    static final Use FETCH_BY_OWN_CERTIFICATE = new Use(
            "token by self_signed_tls_client_auth",
            world -> world.asksOverTls(world.own(), "grant_type", "client_credentials", "client_id", "own"));

    static final Set<Use> OF_WORKLOAD = Set.of(
            FETCH_BY_EVIDENCE,
            WORKLOAD_TOKEN,
            EXCHANGE_OF_EVIDENCE,
            JWT_BEARER_OF_EVIDENCE,
            FETCH_BY_JWT_SVID,
            FETCH_BY_X509_SVID);
    static final Set<Use> BY_CERTIFICATE = Set.of(FETCH_BY_CERTIFICATE, FETCH_BY_OWN_CERTIFICATE);
    static final Set<Use> OF_CLIENTS =
            union(Set.of(FETCH_BY_SECRET, CLIENT_TOKEN, OPAQUE_TOKEN, FETCH_BY_KEY), BY_CERTIFICATE);
    static final Set<Use> EVERY = union(union(OF_WORKLOAD, OF_CLIENTS), Set.of(KEY_SET));

    static Set<Use> union(Set<Use> one, Set<Use> other) {
        return Stream.of(one, other).flatMap(Set::stream).collect(Collectors.toSet());
    }

    static Set<Use> minus(Set<Use> all, Use one) {
        return all.stream().filter(use -> !use.equals(one)).collect(Collectors.toSet());
    }

    static void setClients(Subjects subjects, World world, boolean deleted) {
        for (TestClient client :
                List.of(world.client(), world.shy(), world.signer(), world.certified(), world.selfSigned())) {
            if (deleted) {
                subjects.delete(world.tenant().id(), client.subject());
            } else {
                subjects.setEnabled(world.tenant().id(), client.subject(), false);
            }
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of(
                        new Disabling("clients disabled", (subjects, world) -> setClients(subjects, world, false)),
                        union(OF_WORKLOAD, Set.of(KEY_SET))),
                Arguments.of(
                        new Disabling("clients deleted", (subjects, world) -> setClients(subjects, world, true)),
                        union(OF_WORKLOAD, Set.of(KEY_SET))),
                Arguments.of(
                        new Disabling(
                                "asking client disabled",
                                (subjects, world) -> subjects.setEnabled(
                                        world.tenant().id(), world.service().subject(), false)),
                        union(
                                BY_CERTIFICATE,
                                Set.of(
                                        FETCH_BY_SECRET,
                                        FETCH_BY_EVIDENCE,
                                        FETCH_BY_KEY,
                                        FETCH_BY_JWT_SVID,
                                        FETCH_BY_X509_SVID,
                                        EXCHANGE_OF_EVIDENCE,
                                        JWT_BEARER_OF_EVIDENCE,
                                        KEY_SET))),
                Arguments.of(
                        new Disabling(
                                "certificate revoked",
                                (_, world) ->
                                        SERVER.trust().revoked(world.tenant().id(), world.issued())),
                        minus(EVERY, FETCH_BY_CERTIFICATE)),
                Arguments.of(
                        new Disabling(
                                "workload disabled",
                                (subjects, world) -> subjects.setEnabled(
                                        world.tenant().id(), world.workload().id(), false)),
                        union(OF_CLIENTS, Set.of(KEY_SET))),
                Arguments.of(
                        new Disabling(
                                "workload deleted",
                                (subjects, world) -> subjects.delete(
                                        world.tenant().id(), world.workload().id())),
                        union(OF_CLIENTS, Set.of(KEY_SET))),
                Arguments.of(
                        new Disabling(
                                "tenant disabled",
                                (_, world) -> SERVER.bean(Tenants.class)
                                        .update(world.tenant().id(), "off", false)),
                        Set.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void and_only_what_is(Disabling disabling, Set<Use> stillWork) {
        World world = World.make();
        assertThat(EVERY).allMatch(use -> use.works().test(world), "works before");
        disabling.act().accept(SERVER.bean(Subjects.class), world);
        assertThat(EVERY.stream().filter(use -> use.works().test(world)).collect(Collectors.toSet()))
                .isEqualTo(stillWork);
    }
}
