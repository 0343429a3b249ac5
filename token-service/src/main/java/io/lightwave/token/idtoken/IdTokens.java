package io.lightwave.token.idtoken;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.MintedAccessToken;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.claims.PersonClaims;
import io.lightwave.token.client.Client;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.pairwise.ClientSubjectNames;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Mints ID tokens, and reads them when they come back as a hint.
public final class IdTokens {
    /// The header's `typ`.
    public static final String TYPE = "JWT";

    private final SigningKeys keys;
    private final ClientSubjectNames names;
    private final ClientEncryption encryption;
    private final ObjectMapper json;

    IdTokens(SigningKeys keys, ClientSubjectNames names, ClientEncryption encryption, ObjectMapper json) {
        this.names = names;
        this.encryption = encryption;
        this.keys = keys;
        this.json = json;
    }

    /// What an ID token is minted for.
    ///
    /// @param nonce of the authorization request; empty for a refresh (OpenID Connect Core §12.2)
    public record Occasion(
            Tenant tenant, Client client, ActivePrincipal person, Approval approval, Optional<String> nonce) {}

    /// An ID token that goes along with the access token and is good for as long. Of the person it tells what the
    /// client asked to see in it by the parameter `claims`, and nothing else (OpenID Connect Core §5.4 and §5.5).
    ///
    /// @throws io.lightwave.token.jwe.NoRecipientKeyException when it is to be encrypted, and no key is there
    public String mint(Occasion occasion, MintedAccessToken accessToken) {
        return mint(
                occasion,
                new Company(
                        accessToken.issuedAt(),
                        accessToken.expiresAt(),
                        Optional.of(accessToken.value()),
                        Optional.empty()));
    }

    /// What an ID token goes along with, and how long it is good.
    ///
    /// @param accessToken for `at_hash`
    /// @param code for `c_hash`
    public record Company(Instant issuedAt, Instant expiresAt, Optional<String> accessToken, Optional<String> code) {
        /// Whether nothing comes along by which the client could ask for more.
        boolean isNone() {
            return accessToken.isEmpty() && code.isEmpty();
        }
    }

    /// An ID token in any company. One that comes alone tells what the scopes stand for, since there is no access
    /// token to ask userinfo with (OpenID Connect Core §5.4).
    ///
    /// @throws io.lightwave.token.jwe.NoRecipientKeyException when it is to be encrypted, and no key is there
    public String mint(Occasion occasion, Company company) {
        Draft draft = draft(occasion, company);
        return encryption.jwt(
                occasion.client(),
                ClientEncryption.Answer.ID_TOKEN,
                keys.sign(occasion.tenant().id(), draft.algorithm(), TYPE, draft.claims()));
    }

    /// What an ID token says, before it is signed.
    public record Draft(Algorithm algorithm, JwtClaims claims) {}

    /// How many characters it will have when it is signed; encryption comes on top.
    public int length(Occasion occasion, Draft draft) {
        return keys.length(occasion.tenant().id(), draft.algorithm(), TYPE, draft.claims());
    }

    /// All of an ID token but its signature; nothing is issued by it.
    public Draft draft(Occasion occasion, Company company) {
        Approval approval = occasion.approval();
        Algorithm algorithm = occasion.client().idTokenAlgorithm();
        JwtClaims claims = new JwtClaims()
                .with("iss", occasion.tenant().issuer().toString())
                .with("sub", names.of(occasion.client(), occasion.person().id()))
                .with("aud", occasion.client().clientId())
                .with("exp", company.expiresAt())
                .with("iat", company.issuedAt())
                .with("auth_time", approval.authTime());
        occasion.nonce().ifPresent(nonce -> claims.with("nonce", nonce));
        claims.with("acr", approval.acr())
                .with("amr", approval.amr())
                .with("sid", approval.sid().toString());
        company.accessToken().ifPresent(token -> claims.with("at_hash", algorithm.leftHalf(token)));
        company.code().ifPresent(code -> claims.with("c_hash", algorithm.leftHalf(code)));
        var told = new TreeSet<>(
                approval.claims().within(occasion.client().scopes()).idToken().keySet());
        if (company.isNone()) {
            told.addAll(PersonClaims.of(approval.scopes()));
        }
        PersonClaims.write(claims, occasion.person(), told);
        return new Draft(algorithm, claims);
    }

    /// What an ID token said when it was minted; it may have expired since.
    public record Hint(String subject, String clientId, Optional<String> sid, Instant expiresAt) {}

    /// Reads an `id_token_hint` (OpenID Connect Core §3.1.2.1): empty unless this tenant minted it.
    public Optional<Hint> readHint(Tenant tenant, String idToken) {
        return keys.verify(tenant.id(), TYPE, idToken)
                .flatMap(this::parse)
                .filter(claims -> tenant.issuer().toString().equals(text(claims, "iss")))
                .filter(claims -> !text(claims, "sub").isEmpty()
                        && claims.has("auth_time") // else another kind of answer
                        && !claims.has("client_id")) // an access token of the type JWT
                .map(claims -> new Hint(
                        text(claims, "sub"),
                        text(claims, "aud"),
                        Optional.of(text(claims, "sid")).filter(sid -> !sid.isEmpty()),
                        Instant.ofEpochSecond(claims.path("exp").asLong(0))));
    }

    private Optional<JsonNode> parse(byte[] payload) {
        try {
            return Optional.of(json.readTree(payload));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode claims, String name) {
        return claims.path(name).isString() ? claims.path(name).stringValue() : "";
    }
}
