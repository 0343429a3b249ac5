package io.lightwave.token.grant;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.AccessTokenMint;
import io.lightwave.token.accesstoken.Confirmation;
import io.lightwave.token.accesstoken.MintedAccessToken;
import io.lightwave.token.accesstoken.Provenance;
import io.lightwave.token.accesstoken.TokenSubjects;
import io.lightwave.token.accesstoken.UserAuthorization;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.protocol.FormParameters;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Access tokens that no token request asks for: the authorization endpoint hands them out (OpenID Connect Core §3.2,
/// §3.3). Bearer tokens, since nobody proves a key there.
public final class ImplicitTokens {
    private final Scoping scoping;
    private final AccessTokenMint mint;
    private final Audit audit;

    ImplicitTokens(Scoping scoping, AccessTokenMint mint, Audit audit) {
        this.scoping = scoping;
        this.mint = mint;
        this.audit = audit;
    }

    public record Given(MintedAccessToken accessToken, Set<String> scopes) {}

    /// Whom a token is minted for.
    ///
    /// @param principal the client's
    /// @param limits the most that the token may be good for
    /// @param authorization that the person has just given
    public record Occasion(
            Tenant tenant,
            Client client,
            ActivePrincipal principal,
            ActivePrincipal person,
            Limits limits,
            UserAuthorization authorization) {}

    /// What a token request that asks for nothing in particular would get; empty when what was asked for has gone
    /// meanwhile.
    public Optional<Given> mint(Occasion occasion, Origin origin) {
        Tenant tenant = occasion.tenant();
        Client client = occasion.client();
        ActivePrincipal person = occasion.person();
        return switch (scoping.narrow(tenant, FormParameters.of(Map.of()), occasion.limits())) {
            case Scoping.Outcome.Refused _ -> Optional.empty();
            case Scoping.Outcome.Narrowed narrowed -> {
                MintedAccessToken token = mint.mint(new AccessTokenMint.Order(
                        tenant,
                        person,
                        occasion.principal(),
                        Optional.empty(),
                        narrowed.audience(),
                        narrowed.scopes(),
                        narrowed.details(),
                        Optional.of(occasion.authorization()),
                        Confirmation.NONE,
                        Provenance.NONE,
                        client.metadata().text(MetadataField.MAY_ACT),
                        client.metadata()
                                .text(MetadataField.ACCESS_TOKEN_FORMAT)
                                .equals(Optional.of("opaque"))));
                audit.record(new AuditEvent(
                        tenant.id(),
                        "client:%s@%s".formatted(client.clientId(), tenant.id()),
                        "token.issue",
                        TokenSubjects.nameOf(person) + " for " + narrowed.audience(),
                        AuditEvent.Outcome.SUCCESS,
                        "implicit, jti " + token.id(),
                        origin));
                yield Optional.of(new Given(token, narrowed.scopes()));
            }
        };
    }
}
