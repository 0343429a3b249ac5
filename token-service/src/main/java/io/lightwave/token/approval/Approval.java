package io.lightwave.token.approval;

import io.lightwave.directory.Epochs;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.accesstoken.UserAuthorization;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.authorizationdetails.GrantableDetails;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.grant.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// What a person authorised a client to do, once.
///
/// @param client the client's subject id
/// @param session in which it was given
/// @param sid by which the client knows that session
/// @param audiences the resources asked for (RFC 8707), in the order asked; empty when none was
/// @param claims what the client asked for by name
/// @param details what was asked for in detail (RFC 9396)
/// @param offline whether it outlives its session (`offline_access`)
/// @param epochs of the tenant and the person when it was given; it stands only while they are the same
/// @param clientEpoch the same for the client
/// @param expiresAt when it ends whatever happens
/// @param ended whether it was ended before its time
public record Approval(
        TenantId tenant,
        UUID id,
        SubjectId client,
        SubjectId subject,
        UUID session,
        UUID sid,
        Set<String> scopes,
        List<String> audiences,
        ClaimsRequest claims,
        AuthorizationDetails details,
        boolean offline,
        Instant authTime,
        String acr,
        List<String> amr,
        Epochs epochs,
        long clientEpoch,
        Instant createdAt,
        Instant expiresAt,
        boolean ended) {

    public Approval {
        scopes = Set.copyOf(scopes);
        audiences = List.copyOf(audiences);
        amr = List.copyOf(amr);
    }

    /// What the access tokens minted for it say.
    public UserAuthorization authorization() {
        return new UserAuthorization(id.toString(), sid.toString(), authTime, acr, amr);
    }

    /// The most that a token for it may be good for: what was asked for when it was given, or else the issuer
    /// itself.
    public Limits limits(Tenant tenant) {
        String issuer = tenant.issuer().toString();
        Limits most = audiences.isEmpty()
                ? new Limits(scopes, Set.of(issuer), issuer)
                : new Limits(scopes, Set.copyOf(audiences), audiences.getFirst());
        return most.with(new GrantableDetails.Given(details));
    }
}
