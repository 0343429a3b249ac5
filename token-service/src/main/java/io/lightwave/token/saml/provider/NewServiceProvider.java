package io.lightwave.token.saml.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service provider to register; see [ServiceProviderChange].
record NewServiceProvider(
        @Nullable String name,
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
        @Nullable Boolean allowOldAlgorithms) {

    ServiceProviderChange settings() {
        return new ServiceProviderChange(
                enabled,
                metadata,
                metadataUrl,
                nameIdFormat,
                attributes,
                groups,
                signResponse,
                encryptAssertion,
                requireSignedRequests,
                oneTimeUse,
                idpInitiated,
                allowOldAlgorithms);
    }
}
