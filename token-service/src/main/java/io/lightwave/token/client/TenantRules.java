package io.lightwave.token.client;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.tokenpolicy.TokenPolicies;
import java.util.EnumSet;
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
}
