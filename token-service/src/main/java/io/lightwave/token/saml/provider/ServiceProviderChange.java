package io.lightwave.token.saml.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be said of a service provider when it is registered, and changed later. What is null is as at first,
/// except that metadata and its address stay as they are.
///
/// @param metadata an `EntityDescriptor`
/// @param metadataUrl from where it is read, and read again
record ServiceProviderChange(
        @Nullable Boolean enabled,
        @Nullable String metadata,
        @Nullable String metadataUrl,
        @Nullable String nameIdFormat,
        @Nullable List<ReleasedAttribute> attributes,
        @Nullable List<String> groups,
        @Nullable Boolean signResponse,
        @Nullable Boolean encryptAssertion,
        @Nullable Boolean requireSignedRequests,
        @Nullable Boolean oneTimeUse,
        @Nullable Boolean idpInitiated,
        @Nullable Boolean allowOldAlgorithms) {}
