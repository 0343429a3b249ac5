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
/// @param certificatesEnd when it is left without a certificate for signing or encryption; null without
///     certificates
/// @param metadataProblem why its metadata are not accepted any more, so that it is of no use until they are
///     given anew; null as it should be
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServiceProviderView(
        String id,
        String name,
        String entityId,
        boolean enabled,
        @Nullable String metadataUrl,
        Instant metadataReadAt,
        @Nullable Instant metadataValidUntil,
        @Nullable Instant certificatesEnd,
        @Nullable String metadataProblem,
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
        boolean allowOldAlgorithms,
        Instant createdAt,
        Instant updatedAt) {}
