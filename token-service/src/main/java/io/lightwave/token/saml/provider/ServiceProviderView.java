package io.lightwave.token.saml.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.token.saml.NameIdFormat;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service provider as administrators see it.
///
/// @param assertionConsumers where responses may go
/// @param encryptionKeys how many of its keys assertions may be encrypted for
/// @param metadataUrl null when the metadata was uploaded
/// @param metadataReadAt when the metadata was given or last read from its address
/// @param metadataValidUntil null when it does not say
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServiceProviderView(
        String id,
        String name,
        String entityId,
        boolean enabled,
        @Nullable String metadataUrl,
        Instant metadataReadAt,
        @Nullable Instant metadataValidUntil,
        List<String> assertionConsumers,
        int signingKeys,
        int encryptionKeys,
        NameIdFormat nameIdFormat,
        List<ReleasedAttribute> attributes,
        @Nullable List<String> groups,
        boolean signResponse,
        boolean encryptAssertion,
        boolean requireSignedRequests,
        boolean oneTimeUse,
        boolean idpInitiated,
        Instant createdAt,
        Instant updatedAt) {}
