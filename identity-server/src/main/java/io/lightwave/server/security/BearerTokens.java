package io.lightwave.server.security;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.security.Authentication.Authenticated;
import io.lightwave.server.security.Authentication.Invalid;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.AccessTokens.Verification;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.WorkloadAssertions.Recognition;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Finds out whose a bearer token is. Its unverified `iss` only chooses the tenant; that tenant then verifies all.
final class BearerTokens {
    private static final int LONGEST = 16 << 10;
    private static final int CLAIMED_LENGTH = 200;

    private final AccessTokens accessTokens;
    private final WorkloadAssertions assertions;
    private final Tenants tenants;
    private final ObjectMapper mapper;
    private final String issuers;

    /// @param publicUrl issuers are `{publicUrl}/t/{tenant}`
    BearerTokens(
            AccessTokens accessTokens,
            WorkloadAssertions assertions,
            Tenants tenants,
            ObjectMapper mapper,
            URI publicUrl) {
        this.accessTokens = accessTokens;
        this.assertions = assertions;
        this.tenants = tenants;
        this.mapper = mapper;
        this.issuers = publicUrl + "/t/";
    }

    /// An access token of any tenant that came without a request; what its principal may do is decided afterwards.
    ///
    /// @param home where, besides the system tenant, one is looked for that says nothing of itself
    Authentication accessToken(String token, Optional<TenantId> home) {
        return accessTokens.isOpaque(token)
                ? opaque(
                        Stream.concat(home.stream(), Stream.of(tenants.system()))
                                .distinct()
                                .toList(),
                        tenant -> accessTokens.verify(tenant, token))
                : accessToken(token, tenant -> accessTokens.verify(tenant, token));
    }

    /// The access token in the request's header, with the proof that it may need.
    ///
    /// @param shownTo the tenants of which it may be one that says nothing of itself
    Authentication accessToken(String token, HttpServletRequest request, List<TenantId> shownTo) {
        return accessTokens.isOpaque(token)
                ? opaque(shownTo, tenant -> accessTokens.verify(tenant, request))
                : accessToken(token, tenant -> accessTokens.verify(tenant, request));
    }

    private static Authentication opaque(List<TenantId> shownTo, Function<TenantId, Verification> verify) {
        Authentication outcome = new Invalid("not a token of this server", "");
        for (TenantId tenant : shownTo) {
            outcome = authentication(verify.apply(tenant), "", tenant);
            if (outcome instanceof Authenticated || isAboutProof(outcome)) {
                return outcome;
            }
        }
        return outcome;
    }

    /// A token whose proof is looked at is a good one of that tenant.
    private static boolean isAboutProof(Authentication outcome) {
        return outcome instanceof Invalid invalid && !invalid.error().equals(AccessTokens.INVALID_TOKEN);
    }

    private static Authentication authentication(Verification verification, String claimed, TenantId tenant) {
        return switch (verification) {
            case Verification.Valid valid -> new Authenticated(valid);
            case Verification.Invalid(String error, String reason) ->
                new Invalid(error, reason, claimed, Optional.of(tenant));
        };
    }

    private Authentication accessToken(String token, Function<TenantId, Verification> verify) {
        String claimed = claimedIssuer(token);
        return tenantOf(claimed)
                .map(tenant -> authentication(verify.apply(tenant), claimed, tenant))
                .orElseGet(() -> new Invalid("not a token of this server", claimed));
    }

    /// At the certificate authority: an access token of this tenant, or a platform's evidence, which is used up here.
    Authentication accessTokenOrEvidence(TenantId tenant, String token, HttpServletRequest request, Origin origin) {
        String claimed = claimedIssuer(token);
        Optional<TenantId> issuer = accessTokens.isOpaque(token) ? Optional.of(tenant) : tenantOf(claimed);
        if (issuer.isPresent()) {
            return issuer.get().equals(tenant)
                    ? authentication(accessTokens.verify(tenant, request), claimed, tenant)
                    : new Invalid("a token of tenant %s".formatted(issuer.get()), claimed);
        }
        Recognition recognition = token.indexOf('.') < 0
                ? assertions.recogniseDocument(tenant, token, Optional.empty(), origin)
                : assertions.recognise(tenant, token, Optional.empty(), origin);
        return switch (recognition) {
            case Recognition.Recognised evidence
            when assertions.consume(tenant, evidence) -> new Authenticated(evidence.workload(), evidence.evidence());
            case Recognition.Recognised evidence -> new Invalid("evidence used before", evidence.evidence());
            case Recognition.NotEvidence _ -> new Invalid("neither a token of this server nor evidence", claimed);
            case Recognition.Refused refused -> new Invalid(refused.reason(), refused.claimed());
        };
    }

    private Optional<TenantId> tenantOf(String issuer) {
        if (!issuer.startsWith(issuers)) {
            return Optional.empty();
        }
        try {
            return tenants.find(new TenantId(issuer.substring(issuers.length())))
                    .filter(tenant -> tenant.issuer().toString().equals(issuer))
                    .map(Tenant::id);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Empty when the token is not a JWT that names one.
    private String claimedIssuer(String token) {
        int payload = token.indexOf('.') + 1;
        int signature = token.indexOf('.', payload) + 1;
        if (token.length() > LONGEST || payload == 0 || signature == 0 || token.indexOf('.', signature) >= 0) {
            return "";
        }
        try {
            JsonNode claims = mapper.readTree(Base64.getUrlDecoder().decode(token.substring(payload, signature - 1)));
            @Nullable JsonNode issuer = claims.get("iss");
            String text = issuer == null || !issuer.isString() ? "" : issuer.stringValue();
            return text.length() > CLAIMED_LENGTH ? text.substring(0, CLAIMED_LENGTH) : text;
        } catch (JacksonException | IllegalArgumentException e) {
            return "";
        }
    }
}
