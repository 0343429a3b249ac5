package io.lightwave.token.federation;

import com.nimbusds.jose.jwk.JWK;
import io.lightwave.directory.Egress;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.Tenant;
import io.lightwave.token.approval.CodeChallenge;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.jws.ForeignJwt;
import io.lightwave.token.jws.RemoteKeys;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.protocol.FormParameters;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sends people to their provider, and reads what they come back with (OpenID Connect Core §3.1).
public final class Upstream {
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 256 * 1024;
    private static final int LONGEST_TOKEN = 64 * 1024;
    private static final int LONGEST_SUBJECT = 255; // OpenID Connect Core §2
    private static final int LONGEST_CODE = 4096;

    private final SamlUpstream saml;
    private final IdentityProviders providers;
    private final Discovery discovery;
    private final UpstreamRequests requests;
    private final RemoteKeys keys;
    private final Egress egress;
    private final UpstreamUserInfo userInfo;
    private final InstantSource clock;

    Upstream(
            SamlUpstream saml,
            IdentityProviders providers,
            Discovery discovery,
            UpstreamRequests requests,
            RemoteKeys keys,
            Egress egress,
            InstantSource clock) {
        this.saml = saml;
        this.providers = providers;
        this.discovery = discovery;
        this.requests = requests;
        this.keys = keys;
        this.egress = egress;
        this.userInfo = new UpstreamUserInfo(egress);
        this.clock = clock;
    }

    /// What somebody is sent there for.
    ///
    /// @param destination what the person signs in for, as the pages carry it
    /// @param linking the session whose person links an account; empty for a sign-in
    /// @param hint who it may be; empty for anybody
    /// @param anew whether the person must prove there who they are once more
    /// @param maxAge how long ago that may have been; empty when it does not matter
    public record Errand(
            String destination, Optional<UUID> linking, String hint, boolean anew, Optional<Duration> maxAge) {}

    /// What somebody comes back with, all checked.
    ///
    /// @param destination what the person signs in for, as the pages carry it
    /// @param linking the session whose person links an account; empty for a sign-in
    /// @param session the person's there; empty when it is not told
    public record Arrival(
            String destination,
            Optional<UUID> linking,
            UpstreamIdentity identity,
            Optional<UpstreamSessions.Remote> session) {}

    /// The address at which the provider answers.
    public static String redirectUri(Tenant tenant, UUID provider) {
        return tenant.issuer() + "/login/callback/" + provider;
    }

    /// How a browser is sent there.
    ///
    /// @param browser the secret in its sign-in cookie
    public Departure send(Tenant tenant, IdentityProvider provider, OpaqueSecret browser, Errand errand)
            throws UpstreamException {
        return switch (provider.settings().connection()) {
            case Connection.OpenId openId -> new Departure.Address(address(tenant, provider, openId, browser, errand));
            case Connection.Unreadable(String reason) -> throw new UpstreamException(reason);
            case Connection.Saml speaking -> saml.send(tenant, provider, speaking, browser, errand);
        };
    }

    private URI address(
            Tenant tenant, IdentityProvider provider, Connection.OpenId openId, OpaqueSecret browser, Errand errand)
            throws UpstreamException {
        Discovery.Metadata metadata = discovery.of(openId.issuer());
        Optional<Instant> freshAfter =
                errand.anew() ? Optional.of(clock.instant()) : errand.maxAge().map(clock.instant()::minus);
        OpaqueSecret state = requests.keep(
                tenant.id(),
                provider.id(),
                browser,
                new UpstreamRequests.Waiting(errand.destination(), errand.linking(), freshAfter));
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("response_type", "code");
        parameters.put("client_id", openId.clientId());
        parameters.put("redirect_uri", redirectUri(tenant, provider.id()));
        if (openId.answersByForm()) {
            parameters.put("response_mode", "form_post");
        }
        parameters.put("scope", String.join(" ", scopes(openId)));
        parameters.put("state", state.text());
        parameters.put("nonce", UpstreamRequests.nonce(browser, state));
        parameters.put(
                "code_challenge",
                CodeChallenge.of(UpstreamRequests.verifier(browser, state)).value());
        parameters.put("code_challenge_method", "S256");
        if (!errand.hint().isEmpty()) {
            parameters.put("login_hint", errand.hint());
        }
        if (errand.anew()) {
            parameters.put("prompt", "login");
        }
        // Whoever is asked for one has to tell the time (OpenID Connect Core §2).
        Duration maxAge = errand.anew() ? Duration.ZERO : errand.maxAge().orElse(UpstreamSessions.LONGEST);
        parameters.put("max_age", Long.toString(maxAge.toSeconds()));
        String endpoint = metadata.authorizationEndpoint().toString();
        return URI.create(endpoint + (endpoint.contains("?") ? "&" : "?") + encode(parameters));
    }

    /// Reads an answer. The request it belongs to is used up, whatever comes of it.
    ///
    /// @param browser the secret in the sign-in cookie of the browser that brings it
    /// @param decisions where it is told what held
    public Arrival receive(
            Tenant tenant, IdentityProvider provider, OpaqueSecret browser, FormParameters answer, Decisions decisions)
            throws UpstreamException {
        if (!(provider.settings().connection() instanceof Connection.OpenId openId)) {
            throw new UpstreamException("it speaks no OpenID Connect");
        }
        OpaqueSecret state = answer.find("state")
                .flatMap(OpaqueSecret::parse)
                .orElseThrow(() -> new UpstreamException("no state of ours"));
        UpstreamRequests.Waiting waiting = requests.take(tenant.id(), provider.id(), browser, state)
                .orElseThrow(() -> new UpstreamException("no request of this browser waits for it"));
        decisions.held("request", "of this browser, and good once");
        try {
            Told told = told(tenant, provider, openId, waiting.freshAfter(), browser, state, answer);
            ForeignJwt token = told.idToken();
            decisions.held("ID token", "signed by the provider, for us and this request, and in time");
            UpstreamIdentity identity = identity(
                    provider,
                    token,
                    userInfo.complete(provider.settings(), discovery.of(openId.issuer()), token, told.accessToken()));
            return new Arrival(
                    waiting.destination(),
                    waiting.linking(),
                    identity,
                    Optional.of(UpstreamSessions.Remote.ofOpenId(
                            identity.subject(),
                            token.text("sid").filter(Upstream::isName),
                            token.time("auth_time")
                                    .map(at -> UpstreamSessions.authTime(at, waiting.freshAfter(), clock.instant())),
                            token.compact())));
        } catch (UpstreamException failed) {
            throw failed.of(waiting.destination());
        }
    }

    /// A token answer, whose ID token has been checked in [#told].
    private record Told(ForeignJwt idToken, Optional<String> accessToken) {}

    private Told told(
            Tenant tenant,
            IdentityProvider provider,
            Connection.OpenId openId,
            Optional<Instant> freshAfter,
            OpaqueSecret browser,
            OpaqueSecret state,
            FormParameters answer)
            throws UpstreamException {
        Discovery.Metadata metadata = discovery.of(openId.issuer());
        requireItself(openId, metadata, answer.find("iss"));
        Optional<String> error = answer.find("error");
        if (error.isPresent()) {
            throw new UpstreamException("it answers " + printable(error.get()));
        }
        String code = answer.find("code")
                .filter(text -> text.length() <= LONGEST_CODE)
                .orElseThrow(() -> new UpstreamException("no code"));
        Told told = exchange(tenant, provider, openId, metadata, code, UpstreamRequests.verifier(browser, state));
        check(openId, metadata, told.idToken(), UpstreamRequests.nonce(browser, state), freshAfter);
        checkAccessToken(told);
        return told;
    }

    /// OpenID Connect Core §3.1.3.8: the one that the ID token came with, where it says so. Its signature is good.
    private static void checkAccessToken(Told told) throws UpstreamException {
        ForeignJwt token = told.idToken();
        if (told.accessToken().isPresent() && token.claims().has("at_hash")) {
            String half = Algorithm.valueOf(token.algorithm())
                    .leftHalf(told.accessToken().get());
            require(token.text("at_hash").equals(Optional.of(half)), "its access token is not that of its ID token");
        }
    }

    /// RFC 9207 §2.4: no answer of another provider.
    private static void requireItself(Connection.OpenId openId, Discovery.Metadata metadata, Optional<String> named)
            throws UpstreamException {
        String issuer = openId.names();
        if (named.isPresent() ? !named.get().equals(issuer) : metadata.namesItself()) {
            throw new UpstreamException("the answer is another issuer's, or does not say whose it is");
        }
    }

    private Told exchange(
            Tenant tenant,
            IdentityProvider provider,
            Connection.OpenId openId,
            Discovery.Metadata metadata,
            String code,
            String verifier)
            throws UpstreamException {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri(tenant, provider.id()));
        form.put("code_verifier", verifier);
        String clientId = openId.clientId();
        String secret = providers.secret(provider).orElse("");
        String authorization = "";
        if (openId.authenticationMethod().equals("client_secret_basic")) {
            String credentials = encode(clientId) + ":" + encode(secret); // RFC 6749 §2.3.1
            authorization =
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
        } else {
            form.put("client_id", clientId);
            if (openId.authenticationMethod().equals("client_secret_post")) {
                form.put("client_secret", secret);
            }
        }
        try {
            JsonNode json = StrictJson.mapper()
                    .readTree(egress.post(metadata.tokenEndpoint(), encode(form), authorization, MOST_BYTES));
            ForeignJwt idToken = ForeignJwt.parse(json.path("id_token").asString(""), LONGEST_TOKEN)
                    .orElseThrow(() -> new UpstreamException("its token answer has no good id_token"));
            boolean bearer = json.path("token_type").asString("").equalsIgnoreCase("Bearer");
            return new Told(idToken, bearer ? json.path("access_token").asStringOpt() : Optional.empty());
        } catch (IOException refused) {
            throw new UpstreamException("its token endpoint does not take the code: " + refused.getMessage());
        } catch (JacksonException malformed) {
            throw new UpstreamException("its token answer is not JSON");
        }
    }

    /// OpenID Connect Core §3.1.3.7.
    private void check(
            Connection.OpenId openId,
            Discovery.Metadata metadata,
            ForeignJwt token,
            String nonce,
            Optional<Instant> freshAfter)
            throws UpstreamException {
        String clientId = openId.clientId();
        Instant now = clock.instant();
        require(isSigned(metadata, token), "its ID token is not signed by a key of its");
        require(token.text("iss").equals(Optional.of(openId.names())), "its ID token is another issuer's");
        List<String> audiences = token.audiences();
        require(audiences.contains(clientId), "its ID token is for another client");
        require(
                token.claims().has("azp") ? token.text("azp").equals(Optional.of(clientId)) : audiences.size() == 1,
                "its ID token was given to another client");
        require(token.time("exp").filter(end -> end.plus(SKEW).isAfter(now)).isPresent(), "its ID token has expired");
        require(
                token.time("iat")
                        .filter(start -> start.minus(SKEW).isBefore(now))
                        .isPresent(),
                "its ID token is of the future, or does not say of when");
        require(
                !token.claims().has("nbf")
                        || token.time("nbf")
                                .filter(start -> start.minus(SKEW).isBefore(now))
                                .isPresent(),
                "its ID token does not hold yet");
        require(token.text("nonce").equals(Optional.of(nonce)), "its ID token answers another request");
        if (token.claims().hasNonNull("auth_time")) {
            Instant told = token.time("auth_time")
                    .orElseThrow(() -> new UpstreamException("its auth_time is no time in seconds"));
            require(told.minus(SKEW).isBefore(now), "the person will have signed in");
        }
        if (freshAfter.isPresent()) {
            require(
                    token.time("auth_time")
                            .filter(time -> !time.isBefore(freshAfter.get().minus(SKEW)))
                            .isPresent(),
                    "the person has not proved there who they are as lately as it was asked for");
        }
    }

    private static UpstreamIdentity identity(IdentityProvider provider, ForeignJwt token, ObjectNode claims)
            throws UpstreamException {
        String subject = token.text("sub")
                .filter(Upstream::isName)
                .orElseThrow(() -> new UpstreamException("its ID token names nobody"));
        return UpstreamIdentity.of(provider, subject, claims);
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_SUBJECT
                && text.chars().noneMatch(Character::isISOControl);
    }

    boolean isSigned(Discovery.Metadata metadata, ForeignJwt token) {
        List<JWK> known = keys.of(metadata.jwksUri());
        return token.isSignedByOne(known) || token.isSignedByOne(keys.again(metadata.jwksUri()));
    }

    private static void require(boolean holds, String otherwise) throws UpstreamException {
        if (!holds) {
            throw new UpstreamException(otherwise);
        }
    }

    private static List<String> scopes(Connection.OpenId openId) {
        var scopes = new java.util.ArrayList<>(List.of("openid"));
        openId.scopes().stream().filter(scope -> !scope.equals("openid")).forEach(scopes::add);
        return scopes;
    }

    private static String printable(String text) {
        String printable = text.replaceAll("[^!-~ ]", "?");
        return printable.substring(0, Math.min(100, printable.length()));
    }

    private static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
