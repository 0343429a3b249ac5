package io.lightwave.token.authorization;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Tenant;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.approval.CodeChallenge;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.client.Client;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An authorization request whose client is active, whose redirect URI is the client's, and which asks for nothing
/// that the client may not have. Only [AuthorizationRequests] makes one.
///
/// @param principal the client's
/// @param audiences the resources asked for (RFC 8707); empty when none is
/// @param claims what it asks for by name (OpenID Connect Core §5.5)
/// @param challenge of PKCE; empty only when the client was let off it
/// @param maxAge how long ago the person may have proved who they are; empty when it does not matter
/// @param hintedSubjects whom an `id_token_hint` and the `claims` name: it must be all of them
/// @param sent the request as it was sent, to come back to it after the sign-in
public record AuthorizationRequest(
        Tenant tenant,
        Client client,
        ActivePrincipal principal,
        ReturnAddress returnAddress,
        Set<String> scopes,
        List<String> audiences,
        ClaimsRequest claims,
        Optional<CodeChallenge> challenge,
        Optional<String> nonce,
        Set<Prompt> prompts,
        Optional<Duration> maxAge,
        Optional<String> loginHint,
        Set<String> hintedSubjects,
        AuthorizationParameters sent) {

    /// What the person is told that they sign in to.
    public String clientName() {
        return client.clientId().equals(ConsoleTokens.CLIENT_ID) ? "the Lightwave console" : client.clientId();
    }

    /// Where a sign-in form for this request may lead besides our own origin, as CSP sources.
    public String formTargets() {
        return returnAddress.formTargets();
    }

    boolean isSilent() {
        return prompts.contains(Prompt.NONE);
    }

    /// Whether an authentication of that context will do: any will unless one is asked for as essential.
    boolean accepts(String context) {
        return claims.essentialContexts().isEmpty()
                || claims.essentialContexts().contains(context);
    }

    boolean wantsSignIn() {
        return prompts.contains(Prompt.LOGIN) || prompts.contains(Prompt.SELECT_ACCOUNT);
    }
}
