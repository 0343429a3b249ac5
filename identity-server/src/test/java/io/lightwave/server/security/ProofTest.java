package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import io.lightwave.directory.BearerAuthentication;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Access tokens at our own API: bound to a key (RFC 9449 §7), or saying nothing by themselves")
class ProofTest {
    private static final ECKey KEY = DpopProof.key();
    private static final ECKey ANOTHER = DpopProof.key();

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();
    private final TestTenant acme = server.tenant("proof.example");
    private final TestTenant other = server.tenant("unproven.example");

    /// The secret of an administrator client of the tenant.
    private static String administrator(TestTenant tenant, String clientId, Map<String, Object> more) {
        var registration = new java.util.HashMap<String, Object>(more);
        registration.put("clientId", clientId);
        registration.put("grantTypes", List.of("client_credentials"));
        String secret = tenant.create("clients", registration).text("clientSecret");
        var subjects = tenant.server().running().context().getBean(Subjects.class);
        var id = new TenantId(tenant.name());
        subjects.addToGroup(
                id,
                Tenants.ADMINISTRATORS,
                subjects.byName(id, SubjectKind.CLIENT, clientId).orElseThrow().id());
        return secret;
    }

    private String token(TestTenant tenant, String clientId, String secret, String... headers) {
        return http.form(
                        tenant.path("/oauth2/token"),
                        Map.of("grant_type", "client_credentials"),
                        concat(Http.basic(clientId, secret), headers))
                .expect(200)
                .text("access_token");
    }

    private static String[] concat(String[] some, String... more) {
        String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private String proof(ECKey key, String method, String path, String token, Instant issuedAt, String nonce) {
        return DpopProof.of(key, method, server.settings().publicUrl() + path, token, issuedAt, nonce);
    }

    private String proof(String path, String token) {
        return proof(KEY, "GET", path, token, Instant.now(), "");
    }

    private static List<String> challenges(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        return answer.headers("WWW-Authenticate");
    }

    @Nested
    class Bound {
        private final String clientId = "bound-" + UUID.randomUUID().toString().substring(0, 8);
        private final String secret = administrator(acme, clientId, Map.of("dpopBoundAccessTokens", true));
        private final String token = token(
                acme, clientId, secret, "DPoP", proof(KEY, "POST", acme.path("/oauth2/token"), "", Instant.now(), ""));
        private final String path = acme.api("/clients");

        @Test
        void is_good_with_its_proof_which_counts_once() {
            String proof = proof(path, token);
            http.get(path, "Authorization", "DPoP " + token, "DPoP", proof).expect(200);
            assertThat(challenges(http.get(path, "Authorization", "DPoP " + token, "DPoP", proof)))
                    .singleElement()
                    .asString()
                    .startsWith("DPoP algs=\"")
                    .contains("error=\"invalid_dpop_proof\"");
        }

        @Test
        void is_worth_nothing_as_a_bearer_token_or_without_its_proof() {
            for (Answer answer : List.of(
                    http.get(path, Http.bearer(token)),
                    http.get(path, "Authorization", "Bearer " + token, "DPoP", proof(path, token)),
                    http.get(path, "Authorization", "DPoP " + token))) {
                assertThat(challenges(answer)).hasSize(2).allMatch(one -> one.contains("error=\"invalid_token\""));
            }
        }

        @Test
        void is_worth_nothing_with_another_key_s_proof_or_one_of_another_request_or_token() {
            String elsewhere = proof(acme.api("/keys"), token);
            String byAnother = proof(ANOTHER, "GET", path, token, Instant.now(), "");
            String posting = proof(KEY, "POST", path, token, Instant.now(), "");
            for (String proof : List.of(elsewhere, byAnother, posting, proof(path, token + "x"), "garbage")) {
                challenges(http.get(path, "Authorization", "DPoP " + token, "DPoP", proof));
            }
        }

        @Test
        void an_old_proof_is_asked_for_again_with_the_nonce_that_comes_along() {
            Instant old = Instant.now().minusSeconds(3600);
            Answer refused =
                    http.get(path, "Authorization", "DPoP " + token, "DPoP", proof(KEY, "GET", path, token, old, ""));
            assertThat(challenges(refused)).singleElement().asString().contains("error=\"use_dpop_nonce\"");
            String nonce = refused.header("DPoP-Nonce");
            http.get(path, "Authorization", "DPoP " + token, "DPoP", proof(KEY, "GET", path, token, old, nonce))
                    .expect(200);
        }

        @Test
        void enrols_no_certificate_without_its_proof() {
            assertThat(http.send(
                                    "POST",
                                    acme.path("/ca/certificates"),
                                    java.net.http.HttpRequest.BodyPublishers.ofString(""),
                                    concat(Http.bearer(token), "Content-Type", "application/pkcs10"))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Nested
    class Opaque {
        private final String clientId = "opaque-" + UUID.randomUUID().toString().substring(0, 8);

        @Test
        void is_good_at_its_own_tenant_only() {
            String secret = administrator(acme, clientId, Map.of("accessTokenFormat", "opaque"));
            String token = token(acme, clientId, secret);
            assertThat(token).hasSize(43);
            http.get(acme.api("/clients"), Http.bearer(token)).expect(200);
            http.get(acme.path("/scim/v2/Users"), Http.bearer(token)).expect(200);
            assertThat(challenges(http.get(other.api("/clients"), Http.bearer(token)))
                            .getFirst())
                    .contains("error=\"invalid_token\"");
            challenges(http.get("/api/v1/tenants", Http.bearer(token)));
        }

        @Test
        void is_looked_for_at_the_directory_s_door_where_its_client_claims_to_be_of() { // RFC 7628
            String token = token(acme, clientId, administrator(acme, clientId, Map.of("accessTokenFormat", "opaque")));
            var door = server.running().context().getBean(BearerAuthentication.class);
            assertThat(door.authenticate(token, Optional.of(new TenantId(acme.name()))))
                    .isInstanceOfSatisfying(BearerAuthentication.Outcome.Authenticated.class, bound -> {
                        assertThat(bound.principal().name()).isEqualTo(clientId);
                        assertThat(bound.still().get()).isPresent();
                    });
            for (Optional<TenantId> home : List.of(
                    Optional.<TenantId>empty(),
                    Optional.of(new TenantId(other.name())),
                    Optional.of(new TenantId(server.system().name())))) {
                assertThat(door.authenticate(token, home)).isInstanceOf(BearerAuthentication.Outcome.Refused.class);
            }
        }

        @Test
        void keeps_nobody_bound_at_the_directory_s_door_once_it_is_revoked() {
            String secret = administrator(acme, clientId, Map.of("accessTokenFormat", "opaque"));
            String token = token(acme, clientId, secret);
            var door = server.running().context().getBean(BearerAuthentication.class);
            var bound = (BearerAuthentication.Outcome.Authenticated)
                    door.authenticate(token, Optional.of(new TenantId(acme.name())));
            http.form(acme.path("/oauth2/revoke"), Map.of("token", token), Http.basic(clientId, secret))
                    .expect(200);
            assertThat(bound.still().get()).isEmpty();
        }

        @Test
        void of_an_operator_is_good_everywhere() {
            TestTenant system = server.system();
            String token =
                    token(system, clientId, administrator(system, clientId, Map.of("accessTokenFormat", "opaque")));
            http.get("/api/v1/tenants", Http.bearer(token)).expect(200);
            http.get(acme.api("/clients"), Http.bearer(token)).expect(200);
        }

        @Test
        void is_of_no_use_once_its_client_is_disabled() {
            String secret = administrator(acme, clientId, Map.of("accessTokenFormat", "opaque"));
            String token = token(acme, clientId, secret);
            http.get(acme.api("/clients"), Http.bearer(token)).expect(200);
            http.json("PATCH", acme.api("/clients/" + clientId), Map.of("enabled", false), server.operator())
                    .expect(200);
            challenges(http.get(acme.api("/clients"), Http.bearer(token)));
        }

        @Test
        void may_be_bound_too() {
            String secret =
                    administrator(acme, clientId, Map.of("accessTokenFormat", "opaque", "dpopBoundAccessTokens", true));
            String token = token(
                    acme,
                    clientId,
                    secret,
                    "DPoP",
                    proof(KEY, "POST", acme.path("/oauth2/token"), "", Instant.now(), ""));
            String path = acme.api("/clients");
            http.get(path, "Authorization", "DPoP " + token, "DPoP", proof(path, token))
                    .expect(200);
            challenges(http.get(path, Http.bearer(token)));
        }

        @Test
        void made_up_ones_are_none() {
            challenges(http.get(acme.api("/clients"), Http.bearer("A".repeat(43))));
        }
    }

    @Test
    void whoever_shows_nothing_is_told_of_both_schemes() {
        assertThat(challenges(http.get(acme.api("/clients"))))
                .satisfiesExactly(
                        bearer -> assertThat(bearer).isEqualTo("Bearer realm=\"lightwave\""),
                        dpop -> assertThat(dpop).startsWith("DPoP algs=\"").doesNotContain("error"));
    }
}
