package io.lightwave.token.registration;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Tenant;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.client.ClientRegistration;
import io.lightwave.token.client.RegisteredClient;
import io.lightwave.token.opaque.OpaqueSecret;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who may register a client, and who may manage one.
final class RegistrationAccess {
    private static final Pattern CREDENTIALS = Pattern.compile("(Bearer|DPoP) .+", Pattern.CASE_INSENSITIVE);
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

    private static final Set<String> OF_PROOFS = Set.of("invalid_dpop_proof", "use_dpop_nonce");

    sealed interface Permission {
        /// @param actor as the audit trail names who registers
        record Given(String actor) implements Permission {}

        /// @param error of RFC 6750 §3.1
        /// @param reason for the audit trail
        record Refused(int status, String error, String description, String reason, String challengeError)
                implements Permission {
            String challenge() {
                return challengeError.isEmpty()
                        ? "Bearer realm=\"register\""
                        : "Bearer realm=\"register\", error=\"" + challengeError + "\"";
            }
        }
    }

    /// A client that showed the token of its registration.
    record Managed(RegisteredClient client, OpaqueSecret token) {}

    private final AccessTokens tokens;
    private final ClientRegistration clients;
    private final ActivePrincipals principals;

    RegistrationAccess(AccessTokens tokens, ClientRegistration clients, ActivePrincipals principals) {
        this.tokens = tokens;
        this.clients = clients;
        this.principals = principals;
    }

    /// An access token with the scope `client.register` for the issuer itself, or nothing where registration is open.
    Permission toRegister(Tenant tenant, RegistrationPolicy policy, HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            return policy.isOpen()
                    ? new Permission.Given("anonymous")
                    : new Permission.Refused(
                            401,
                            "invalid_token",
                            "an initial access token is needed",
                            "no initial access token, and registration is not open",
                            "");
        }
        if (headers.size() > 1 || !CREDENTIALS.matcher(headers.getFirst()).matches()) {
            return new Permission.Refused(
                    400, "invalid_request", "not one access token", "not one access token", "invalid_request");
        }
        return switch (tokens.verify(tenant.id(), request)) {
            case AccessTokens.Verification.Invalid(String error, String reason) ->
                new Permission.Refused(401, error, "", "initial access token: " + reason, error);
            case AccessTokens.Verification.Valid valid
            when valid.scopes().contains(RegistrationPolicy.INITIAL_ACCESS) ->
                new Permission.Given(valid.principal().actor());
            case AccessTokens.Verification.Valid _ ->
                new Permission.Refused(
                        403,
                        "insufficient_scope",
                        "the scope client.register is needed",
                        "the token lacks the scope client.register",
                        "insufficient_scope\", scope=\"client.register");
        };
    }

    /// Says what is to be shown instead (RFC 6750 §3; RFC 9449 §7.1, §9).
    void challenge(Tenant tenant, Permission.Refused refused, HttpServletResponse response) {
        if (OF_PROOFS.contains(refused.error())) {
            tokens.challengeForProof(tenant.id(), response, refused.error());
        } else {
            response.setHeader("WWW-Authenticate", refused.challenge());
        }
    }

    /// Empty unless the client is enabled and the token is that of its registration.
    Optional<Managed> toManage(Tenant tenant, String clientId, HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.size() != 1) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(headers.getFirst());
        if (!bearer.matches()) {
            return Optional.empty();
        }
        return OpaqueSecret.parse(bearer.group(1))
                .flatMap(token -> clients.byClientId(tenant.id(), clientId)
                        .filter(client -> client.isManagedBy(token))
                        .filter(client -> principals
                                .find(tenant.id(), client.subject().id())
                                .isPresent())
                        .map(client -> new Managed(client, token)));
    }
}
