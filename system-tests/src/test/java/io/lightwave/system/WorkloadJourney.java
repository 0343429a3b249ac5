package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A container gets an identity with no secret in its image, and a service checks it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadJourney {
    private static final String SUBJECT = "system:serviceaccount:shop:payments";
    private final Acme acme = Acme.shared();
    private Acme.TenantOfTest shop;
    private Platform cluster;
    private Http.Answer billing;
    private Http.Answer payments;

    @BeforeAll
    void the_operator_prepares() {
        shop = acme.tenant("shop.example");
        cluster = shop.trusts(new Platform("https://cluster.example"), "kubernetes");
        billing = shop.client("billing");
        payments = shop.workload("payments", cluster, SUBJECT);
    }

    private String evidence() {
        return cluster.projectedToken("shop", "payments", shop.issuer());
    }

    private String token() {
        Http.Answer answer = shop.tokenFor(evidence(), Map.of("resource", "billing"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.text("access_token");
    }

    @Test
    void one_request_gives_a_token_that_a_service_verifies_by_the_key_set() throws Exception {
        var keys = JWKSet.parse(acme.http.get(shop.path("/oauth2/jwks")).body());
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                "billing",
                new JWTClaimsSet.Builder().issuer(shop.issuer()).build(),
                Set.of("sub", "exp", "iat", "jti", "client_id")));

        JWTClaimsSet claims = processor.process(token(), null);

        assertThat(claims.getSubject()).isEqualTo("spiffe://shop.example/payments");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("spiffe://shop.example/payments");
        assertThat(claims.getStringClaim("tenant")).isEqualTo("shop.example");
    }

    @Test
    void a_service_asks_by_introspection() {
        Http.Answer answer = shop.introspect(billing, token());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("active").booleanValue()).isTrue();
        assertThat(answer.text("sub")).isEqualTo("spiffe://shop.example/payments");
    }

    @Test
    void a_service_that_the_token_is_not_for_learns_nothing() {
        Http.Answer stranger = shop.client("stranger");
        assertThat(shop.introspect(stranger, token()).body()).isEqualToIgnoringWhitespace("{\"active\":false}");
    }

    @Test
    void a_projected_token_may_be_presented_again_until_it_expires() {
        String file = evidence();
        assertThat(shop.tokenFor(file, Map.of()).status()).isEqualTo(200);
        assertThat(shop.tokenFor(file, Map.of()).status()).isEqualTo(200);
    }

    @Test
    void a_token_of_a_ci_job_counts_once() {
        Platform ci = shop.trusts(new Platform("https://ci.example"), "oidc");
        shop.workload("deployer", ci, "project:42");
        Instant now = Instant.now();
        String job = ci.token(new JWTClaimsSet.Builder()
                .subject("project:42")
                .audience(shop.issuer())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .build());
        assertThat(shop.tokenFor(job, Map.of()).status()).isEqualTo(200);
        Http.Answer again = shop.tokenFor(job, Map.of());
        assertThat(again.status()).isEqualTo(401);
        assertThat(again.text("error")).isEqualTo("invalid_client");
        assertThat(shop.audit().body()).contains("used before");
    }

    @Nested
    @DisplayName("Refused, with nothing said outside and the reason in the audit trail")
    class Refused {
        private void refusedAs(String evidence, String reason) {
            Http.Answer answer = shop.tokenFor(evidence, Map.of());
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text("error")).isEqualTo("invalid_client");
            assertThat(answer.body()).doesNotContainIgnoringCase(reason);
            assertThat(shop.audit().body()).containsIgnoringCase(reason);
        }

        @Test
        void for_another_audience() {
            refusedAs(cluster.projectedToken("shop", "payments", "https://elsewhere.example"), "audience");
        }

        @Test
        void after_its_end() {
            refusedAs(
                    cluster.projectedToken(
                            "shop",
                            "payments",
                            shop.issuer(),
                            claims -> claims.issueTime(Date.from(Instant.now().minusSeconds(7200)))
                                    .notBeforeTime(Date.from(Instant.now().minusSeconds(7200)))
                                    .expirationTime(Date.from(Instant.now().minusSeconds(3600)))),
                    "expired");
        }

        @Test
        void of_an_unknown_issuer() {
            refusedAs(
                    new Platform("https://unknown.example").projectedToken("shop", "payments", shop.issuer()),
                    "issuer");
        }

        @Test
        void signed_by_somebody_else_in_the_issuers_name() {
            refusedAs(new Platform("https://cluster.example").projectedToken("shop", "payments", shop.issuer()), "key");
        }

        @Test
        void without_a_rule_that_matches() {
            refusedAs(cluster.projectedToken("shop", "unheard-of", shop.issuer()), "rule");
        }
    }

    @Test
    void a_resource_that_was_not_granted_is_invalid_target() {
        Http.Answer answer = shop.tokenFor(evidence(), Map.of("resource", "payroll"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_target");
    }

    @Test
    void disabling_the_workload_ends_its_token_and_refuses_new_ones() {
        Http.Answer doomed = shop.workload("doomed", cluster, "system:serviceaccount:shop:doomed");
        String file = cluster.projectedToken("shop", "doomed", shop.issuer());
        String token = shop.tokenFor(file, Map.of("resource", "billing")).text("access_token");
        assertThat(shop.introspect(billing, token).json().path("active").booleanValue())
                .isTrue();

        Http.Answer disabled = acme.http.json(
                "PATCH", shop.api("workloads/" + doomed.text("id")), Map.of("enabled", false), acme.operator());

        assertThat(disabled.status()).as(disabled.body()).isEqualTo(200);
        assertThat(shop.introspect(billing, token).body()).isEqualToIgnoringWhitespace("{\"active\":false}");
        assertThat(shop.tokenFor(file, Map.of()).status()).isEqualTo(401);
        assertThat(shop.audit().body()).contains("disabled");
    }

    @Test
    void a_token_for_a_service_is_no_key_to_lightwave_itself() {
        String token = token();
        assertThat(acme.http.get(shop.api("workloads"), Acme.bearer(token)).status())
                .isEqualTo(401);
        assertThat(acme.http
                        .post(shop.path("/ca/certificates"), "application/pkcs10", "", Acme.bearer(token))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_tenant_in_a_path_may_be_its_id_or_its_name() {
        String id =
                acme.http.get("/api/v1/tenants/shop.example", acme.operator()).text("id");
        Http.Answer byId =
                acme.http.get("/api/v1/tenants/%s/workloads/%s".formatted(id, payments.text("id")), acme.operator());
        assertThat(byId.status()).isEqualTo(200);
    }

    @Test
    void its_id_is_unknown_in_another_tenant() {
        Acme.TenantOfTest other = acme.tenant("other-shop.example");
        assertThat(acme.http
                        .get(other.api("workloads/" + payments.text("id")), acme.operator())
                        .status())
                .isEqualTo(404);
    }
}
