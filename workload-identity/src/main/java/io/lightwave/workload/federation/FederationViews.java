package io.lightwave.workload.federation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.StrictJson;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Federations in the REST API; what is null was or is left out.
final class FederationViews {
    private FederationViews() {}

    /// @param trustDomainBundle the first bundle, in the format that SPIFFE gives it
    record New(
            @Nullable String trustDomain,
            @Nullable String bundleEndpointUrl,
            @Nullable String bundleEndpointProfile,
            @Nullable String endpointSpiffeId,
            @Nullable JsonNode trustDomainBundle) {}

    /// @param trustDomainBundle taken for the latest until the next is fetched, whatever its sequence
    record Change(
            @Nullable Boolean enabled,
            @Nullable String bundleEndpointUrl,
            @Nullable String bundleEndpointProfile,
            @Nullable String endpointSpiffeId,
            @Nullable JsonNode trustDomainBundle) {

        static Change of(Federation one) {
            return new Change(
                    one.enabled(),
                    one.url().toString(),
                    one.profile().word(),
                    one.profile().endpointText(),
                    null);
        }
    }

    /// @param fetchedAt when the bundle was fetched or given
    /// @param problem why the last attempt to fetch it failed
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            UUID id,
            String trustDomain,
            String bundleEndpointUrl,
            String bundleEndpointProfile,
            @Nullable String endpointSpiffeId,
            @Nullable JsonNode trustDomainBundle,
            @Nullable Instant fetchedAt,
            Instant nextFetchAt,
            @Nullable String problem,
            boolean enabled,
            Instant createdAt,
            Instant updatedAt) {

        static View of(Federation one) {
            return new View(
                    one.id(),
                    one.trustDomain().name(),
                    one.url().toString(),
                    one.profile().word(),
                    one.profile().endpointText(),
                    one.fetched()
                            .map(got ->
                                    StrictJson.mapper().readTree(got.bundle().json()))
                            .orElse(null),
                    one.fetched().map(Federation.Fetched::at).orElse(null),
                    one.dueAt(),
                    one.problem().isEmpty() ? null : one.problem(),
                    one.enabled(),
                    one.createdAt(),
                    one.updatedAt());
        }
    }
}
