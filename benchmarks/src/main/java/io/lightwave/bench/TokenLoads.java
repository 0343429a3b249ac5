package io.lightwave.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import io.lightwave.system.Platform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Requests at one tenant's token service that others than those with a secret make.
final class TokenLoads {
    static final String PASSWORD = "a long enough phrase";

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final String GIVES_TOKEN = "\"access_token\":\"";
    private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String REFRESH_TOKEN = "\"refresh_token\":\"";

    private final PackagedServer server;
    private final Http http;
    private final String tenant;
    private final String[] operator;

    TokenLoads(PackagedServer server, Http http, String tenant, String[] operator) {
        this.server = server;
        this.http = http;
        this.tenant = tenant;
        this.operator = operator.clone();
    }

    private String issuer() {
        return server.url() + "/t/" + tenant;
    }

    private String tokenPath() {
        return "/t/" + tenant + "/oauth2/token";
    }

    private int port() {
        return server.port("HTTPS");
    }

    private void create(String what, Map<String, ?> body) {
        Http.Answer answer = http.json("POST", "/api/v1/tenants/" + tenant + "/" + what, body, operator);
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.status() + " " + answer.body());
        }
    }

    /// `client_credentials` by `private_key_jwt`, bound by DPoP: an assertion and a proof of its own for each request.
    HttpLoad byKeyWithProof() throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        create(
                "clients",
                Map.of(
                        "clientId",
                        "keyed",
                        "grantTypes",
                        List.of("client_credentials"),
                        "tokenEndpointAuthMethod",
                        "private_key_jwt",
                        "dpopBoundAccessTokens",
                        true,
                        "jwks",
                        new JWKSet(key.toPublicJWK()).toJSONObject()));
        return new HttpLoad(
                http.tls(),
                port(),
                _ -> HttpLoad.request(
                        port(),
                        "POST",
                        tokenPath(),
                        FORM + "DPoP: " + proof(key) + "\r\n",
                        "grant_type=client_credentials&client_assertion_type=" + ASSERTION + "&client_assertion="
                                + assertion(key)),
                GIVES_TOKEN);
    }

    private String assertion(ECKey key) {
        Instant now = Instant.now();
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer("keyed")
                        .subject("keyed")
                        .audience(issuer())
                        .jwtID(UUID.randomUUID().toString())
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .build(),
                key);
    }

    private String proof(ECKey key) {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build(),
                new JWTClaimsSet.Builder()
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(Instant.now()))
                        .claim("htm", "POST")
                        .claim("htu", issuer() + "/oauth2/token")
                        .build(),
                key);
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, ECKey key) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A workload's, by a cluster's projected token, which counts until it expires.
    HttpLoad byEvidence() {
        Platform cluster = new Platform("https://cluster.example");
        create("trusted-issuers", Map.of("issuer", cluster.issuer(), "kind", "kubernetes", "jwks", cluster.jwks()));
        create(
                "workloads",
                Map.of(
                        "name",
                        "payments",
                        "rules",
                        List.of(Map.of(
                                "issuer",
                                cluster.issuer(),
                                "claims",
                                Map.of("sub", "system:serviceaccount:shop:payments")))));
        String evidence = cluster.projectedToken("shop", "payments", issuer());
        return new HttpLoad(
                http.tls(),
                port(),
                "POST",
                tokenPath(),
                FORM,
                List.of("grant_type=client_credentials&client_assertion_type=" + ASSERTION + "&client_assertion="
                        + evidence),
                GIVES_TOKEN);
    }

    /// `client_credentials` by a secret, now and then on each connection.
    ///
    /// @param pause before each request, in milliseconds
    HttpLoad paced(long pause) {
        Http.Answer client = http.json(
                "POST",
                "/api/v1/tenants/" + tenant + "/clients",
                Map.of("clientId", "load", "grantTypes", List.of("client_credentials")),
                operator);
        byte[] request = HttpLoad.request(
                port(),
                "POST",
                tokenPath(),
                FORM + "Authorization: %s\r\n".formatted(Http.basic("load", client.text("clientSecret"))),
                "grant_type=client_credentials");
        return new HttpLoad(
                http.tls(),
                port(),
                _ -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
                    return request.clone();
                },
                GIVES_TOKEN);
    }

    /// A person and a public client, for what follows.
    CodeFlow people() {
        Http.Answer made = http.json(
                "POST",
                "/t/" + tenant + "/scim/v2/Users",
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:schemas:core:2.0:User"),
                        "userName",
                        "alice",
                        "password",
                        PASSWORD),
                operator);
        if (made.status() != 201) {
            throw new IllegalStateException(made.status() + " " + made.body());
        }
        create(
                "clients",
                Map.of(
                        "clientId",
                        "app",
                        "grantTypes",
                        List.of("authorization_code", "refresh_token"),
                        "redirectUris",
                        List.of(CodeFlow.REDIRECT),
                        "tokenEndpointAuthMethod",
                        "none"));
        return new CodeFlow(http.tls(), issuer());
    }

    /// Refresh tokens that take turns, a family for each connection.
    HttpLoad refreshing(CodeFlow flow, int connections) throws Exception {
        List<String> current = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            current.add(member(flow.run(), REFRESH_TOKEN));
        }
        return new HttpLoad(
                http.tls(),
                port(),
                new HttpLoad.Requests() {
                    @Override
                    public byte[] next(int connection) {
                        return HttpLoad.request(
                                port(),
                                "POST",
                                tokenPath(),
                                FORM,
                                "grant_type=refresh_token&client_id=app&refresh_token=" + current.get(connection));
                    }

                    @Override
                    public void answered(int connection, String body) {
                        current.set(connection, member(body, REFRESH_TOKEN));
                    }
                },
                REFRESH_TOKEN);
    }

    HttpLoad userinfo(CodeFlow flow) throws Exception {
        return new HttpLoad(
                http.tls(),
                port(),
                "GET",
                "/t/" + tenant + "/oauth2/userinfo",
                "Authorization: Bearer " + member(flow.run(), GIVES_TOKEN) + "\r\n",
                List.of(""),
                "\"sub\":\"");
    }

    private static String member(String json, String start) {
        int from = json.indexOf(start) + start.length();
        return json.substring(from, json.indexOf('"', from));
    }
}
