package io.lightwave.token.authorization;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Tenant;
import io.lightwave.token.approval.CodeChallenge;
import io.lightwave.token.assurance.Wish;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.ClientMetadata;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.client.ResponseType;
import io.lightwave.token.page.ClientCard;
import io.lightwave.token.pushed.KeptRequests;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// An authorization request whose client is active, whose redirect URI is the client's, and which asks for nothing
/// that the client may not have. Only [AuthorizationRequests] makes one.
///
/// @param principal the client's
/// @param audiences the resources asked for (RFC 8707); empty when none is
/// @param claims what it asks for by name (OpenID Connect Core §5.5)
/// @param details what it asks for in detail (RFC 9396)
/// @param challenge of PKCE; empty only when the client was let off it
/// @param dpopKey the thumbprint of the key that must prove itself with the code (RFC 9449 §10); empty for any
/// @param maxAge how long ago the person may have proved who they are; empty when it does not matter
/// @param acrValues the contexts of which it would have one, in the order of preference
/// @param hintedSubjects whom an `id_token_hint` and the `claims` name: it must be all of them
/// @param wayBack leads our pages to the same request
public record AuthorizationRequest(
        Tenant tenant,
        Client client,
        ActivePrincipal principal,
        ReturnAddress returnAddress,
        ResponseType responseType,
        Set<String> scopes,
        List<String> audiences,
        ClaimsRequest claims,
        AuthorizationDetails details,
        Optional<CodeChallenge> challenge,
        Optional<String> dpopKey,
        Optional<String> nonce,
        Set<Prompt> prompts,
        Optional<Duration> maxAge,
        Optional<String> loginHint,
        List<String> acrValues,
        Set<String> hintedSubjects,
        AuthorizationParameters wayBack) {

    /// What the person is told of the client.
    public ClientCard card() {
        return card(client);
    }

    /// What people are told of a client.
    public static ClientCard card(Client client) {
        ClientMetadata metadata = client.metadata();
        return new ClientCard(
                client.displayName(),
                metadata.address(MetadataField.LOGO_URI),
                metadata.address(MetadataField.CLIENT_URI),
                metadata.address(MetadataField.POLICY_URI),
                metadata.address(MetadataField.TOS_URI));
    }

    /// What the person would agree to: the scopes, the claims asked for by name, and the resources.
    Set<String> wanted() {
        var wanted = new TreeSet<>(scopes);
        claims.userInfo().keySet().forEach(name -> wanted.add("claim:" + name));
        claims.idToken().keySet().forEach(name -> wanted.add("claim:" + name));
        audiences.forEach(name -> wanted.add("resource:" + name));
        return wanted;
    }

    /// By what it is kept here; empty when the browser carries all of it.
    Optional<String> keptAs() {
        return wayBack.single("request_uri").filter(KeptRequests::isWaiting);
    }

    /// What is asked for in detail, for instance one payment, is asked about each time: a yes to one is none to the
    /// next.
    boolean asksForConsent() {
        return prompts.contains(Prompt.CONSENT) || !details.isEmpty();
    }

    boolean needsConsent() {
        return client.metadata().flag(MetadataField.REQUIRE_CONSENT);
    }

    /// Whether the answer goes to the client and nobody else: one that proves itself for the code, or has an `https`
    /// address. Any program on the person's machine can name a public client and wait at a loopback address or a
    /// private-use scheme (RFC 8252 §8.6).
    boolean reachesItsClientOnly() {
        return !client.isPublic() || returnAddress.isHttps();
    }

    /// Where a sign-in form for this request may lead besides our own origin, as CSP sources.
    public String formTargets() {
        return returnAddress.formTargets();
    }

    boolean isSilent() {
        return prompts.contains(Prompt.NONE);
    }

    /// How sure the client wants to be of the person.
    public Wish wish() {
        List<String> essential = claims.essentialContexts();
        return essential.isEmpty() ? Wish.of(acrValues, false) : Wish.of(essential, true);
    }

    /// Whether the person is to make an account (Initiating User Registration 1.0 §4).
    boolean wantsRegistration() {
        return prompts.contains(Prompt.CREATE);
    }

    /// Whether the person must prove who they are once more.
    public boolean wantsSignIn() {
        return prompts.contains(Prompt.LOGIN) || prompts.contains(Prompt.SELECT_ACCOUNT) || wantsRegistration();
    }
}
