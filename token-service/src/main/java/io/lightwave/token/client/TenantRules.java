package io.lightwave.token.client;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.tokenpolicy.TokenPolicies;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What speaks against a client's metadata in its tenant, or in what others say of it.
final class TenantRules {
    private final SectorIdentifiers sectors;
    private final TokenPolicies policies;

    TenantRules(SectorIdentifiers sectors, TokenPolicies policies) {
        this.sectors = sectors;
        this.policies = policies;
    }

    /// @param before what the client is registered with: what it has may stay; empty for a new one
    /// @throws InvalidFieldException when the metadata is not acceptable here
    void check(TenantId tenant, Optional<ClientMetadata> before, ClientMetadata metadata) {
        sectors.check(metadata);
        Set<ResponseType> added = EnumSet.noneOf(ResponseType.class);
        added.addAll(metadata.responseTypes());
        before.ifPresent(known -> added.removeAll(known.responseTypes()));
        if (added.stream().anyMatch(ResponseType::handsOutTokens)
                && !policies.of(tenant).permitsImplicitFlows()) {
            throw new InvalidFieldException(
                    MetadataField.RESPONSE_TYPES.restName(),
                    "only code, unless the tenant's token policy has implicitFlows: tokens that are handed to a browser"
                            + " leak by its addresses (RFC 9700 §2.1.2)");
        }
        checkSignatures(tenant, before, metadata);
        checkSchemes(tenant, before, metadata);
    }

    private void checkSignatures(TenantId tenant, Optional<ClientMetadata> before, ClientMetadata metadata) {
        if (policies.of(tenant).permitsMlDsa()) {
            return;
        }
        for (MetadataField field : ClientMetadata.SIGNED) {
            Optional<String> asked = metadata.text(field);
            if (asked.filter(name -> Algorithm.registered(name).isMlDsa()).isPresent()
                    && !before.flatMap(known -> known.text(field)).equals(asked)) {
                throw new InvalidFieldException(
                        field.restName(), "no ML-DSA, unless the tenant's token policy has mlDsa (RFC 9964)");
            }
        }
    }

    /// Of a scheme that is not made of a domain's name nobody can say whose it is (RFC 8252 §8.4).
    private void checkSchemes(TenantId tenant, Optional<ClientMetadata> before, ClientMetadata metadata) {
        List<String> permitted = policies.of(tenant).permittedRedirectSchemes();
        for (MetadataField field : List.of(MetadataField.REDIRECT_URIS, MetadataField.POST_LOGOUT_REDIRECT_URIS)) {
            List<String> known = before.map(client -> client.texts(field)).orElse(List.of());
            for (String uri : metadata.texts(field)) {
                Optional<String> scheme = new RedirectUri(uri).schemeOfNoDomain();
                if (scheme.isPresent() && !permitted.contains(scheme.get()) && !known.contains(uri)) {
                    throw new InvalidFieldException(
                            field.restName(),
                            ("the scheme %s is not made of a domain's name as in com.example.app:/cb (RFC 8252 §7.1), and none of"
                                            + " the redirectSchemes of the tenant's token policy")
                                    .formatted(scheme.get()));
                }
            }
        }
    }
}
