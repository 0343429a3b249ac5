package io.lightwave.token.preview;

import io.lightwave.token.accesstoken.AccessTokenMint;
import io.lightwave.token.grant.TokenPipeline;
import io.lightwave.token.grant.TokenPipeline.Foreseen;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.preview.ClaimSources.Source;
import io.lightwave.token.preview.PreviewView.ClaimView;
import io.lightwave.token.preview.PreviewView.TokenView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.ObjectMapper;

/// Shows what tokens would say, and how long they would be.
final class TokenViews {
    /// What introspection keeps to itself.
    private static final Set<String> UNTOLD =
            Set.of("epoch", "subject_id", "client_epoch", "client_uid", "sid", "grant_id");

    private final IdTokens idTokens;
    private final ObjectMapper json;

    TokenViews(IdTokens idTokens, ObjectMapper json) {
        this.idTokens = idTokens;
        this.json = json;
    }

    /// @param accessToken that it goes along with
    TokenView ofIdToken(IdTokens.Occasion occasion, Foreseen.Token accessToken, ClaimSources sources) {
        IdTokens.Draft draft = idTokens.draft(
                occasion,
                new IdTokens.Company(
                        accessToken.draft().issuedAt(),
                        accessToken.draft().expiresAt(),
                        Optional.of("A".repeat(accessToken.length())),
                        Optional.empty()));
        int length = idTokens.length(occasion, draft);
        return new TokenView(
                "jwt",
                IdTokens.TYPE,
                draft.algorithm().registeredName(),
                length,
                length > TokenPipeline.LONGEST,
                ClientEncryption.isWanted(occasion.client(), ClientEncryption.Answer.ID_TOKEN),
                ofClaims(draft.claims(), sources::ofPerson));
    }

    TokenView ofAccessToken(Foreseen.Token token, ClaimSources sources) {
        AccessTokenMint.Draft draft = token.draft();
        List<ClaimView> all = ofClaims(draft.claims(), sources::ofAccessToken);
        return new TokenView(
                draft.form().isPresent() ? "jwt" : "opaque",
                draft.form().map(form -> form.type()).orElse(null),
                draft.form().map(form -> form.algorithm().registeredName()).orElse(null),
                token.length(),
                token.length() > TokenPipeline.LONGEST,
                false,
                draft.form().isPresent()
                        ? all
                        : all.stream()
                                .filter(claim -> !UNTOLD.contains(claim.name()))
                                .toList());
    }

    List<ClaimView> ofClaims(JwtClaims claims, Function<String, Source> sources) {
        var views = new ArrayList<ClaimView>();
        json.readTree(claims.toString()).properties().forEach(claim -> {
            Source source = sources.apply(claim.getKey());
            views.add(new ClaimView(claim.getKey(), claim.getValue(), source.from(), source.name()));
        });
        return views;
    }
}
