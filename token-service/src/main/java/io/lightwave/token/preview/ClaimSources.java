package io.lightwave.token.preview;

import static java.util.Map.entry;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.token.claims.PersonClaims;
import io.lightwave.token.client.Client;
import java.util.List;
import java.util.Map;

/// Knows of each claim who says what it is.
final class ClaimSources {
    /// Of claims that have the same in every token.
    private static final Map<String, Source> FIXED = Map.ofEntries(
            entry("iss", new Source(From.tenant, "issuer")),
            entry("tenant", new Source(From.tenant, "name")),
            entry("client_id", new Source(From.client, "clientId")),
            entry("client_uid", new Source(From.client, "id")),
            entry("client_epoch", new Source(From.client, "epoch")),
            entry("may_act", new Source(From.client, "mayAct")),
            entry("authorization_details", new Source(From.request, "authorizationDetails")),
            entry("nonce", new Source(From.request, "nonce")),
            entry("cnf", new Source(From.request, "proof")),
            entry("auth_time", new Source(From.session, "authTime")),
            entry("acr", new Source(From.session, "acr")),
            entry("amr", new Source(From.session, "amr")),
            entry("sid", new Source(From.session, "sid")),
            entry("grant_id", new Source(From.session, "grant")),
            entry("iat", new Source(From.server, "time")),
            entry("exp", new Source(From.server, "lifetime")),
            entry("jti", new Source(From.server, "random")),
            entry("at_hash", new Source(From.server, "accessToken")));

    /// Who says it.
    enum From {
        tenant,
        client,
        user,
        group,
        request,
        session,
        server
    }

    /// @param name the field, or the attribute of the directory
    record Source(From from, String name) {}

    private final Client client;
    private final ActivePrincipal subject;
    private final Asked asked;

    ClaimSources(Client client, ActivePrincipal subject, Asked asked) {
        this.client = client;
        this.subject = subject;
        this.asked = asked;
    }

    /// In an access token.
    Source ofAccessToken(String claim) {
        From whose = subject.kind() == SubjectKind.USER ? From.user : From.client;
        return switch (claim) {
            case "sub" -> whose == From.user ? new Source(From.user, "id") : new Source(From.client, "clientId");
            case "aud" -> audience();
            case "scope" ->
                asked.scopes() == null ? new Source(From.client, "scopes") : new Source(From.request, "scopes");
            case "epoch" -> new Source(whose, "epoch");
            case "subject_id" -> new Source(whose, "id");
            default -> fixed(claim);
        };
    }

    private Source audience() {
        return asked.resource() != null
                ? new Source(From.request, "resource")
                : asked.authorizationDetails() != null
                        ? new Source(From.request, "authorizationDetails")
                        : new Source(From.tenant, "issuer");
    }

    /// In an ID token, and what userinfo tells.
    Source ofPerson(String claim) {
        List<String> attributes = PersonClaims.sources(claim, subject);
        return switch (claim) {
            case "sub" ->
                client.metadata().sector().isPresent()
                        ? new Source(From.client, "subjectType")
                        : new Source(From.user, "id");
            case "aud" -> new Source(From.client, "clientId");
            case "groups" -> new Source(From.group, "");
            default -> attributes.isEmpty() ? fixed(claim) : new Source(From.user, String.join(", ", attributes));
        };
    }

    private static Source fixed(String claim) {
        Source source = FIXED.get(claim);
        if (source == null) {
            throw new IllegalStateException("nobody knows where the claim %s comes from".formatted(claim));
        }
        return source;
    }
}
