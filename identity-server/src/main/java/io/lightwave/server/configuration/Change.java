package io.lightwave.server.configuration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What is done, or would be, to one object.
///
/// @param kind the member of the file, for instance `clients`
/// @param name by which people know it; empty where a tenant has exactly one
/// @param fields what becomes different; empty for a deletion
/// @param file null when no file names the object
@JsonInclude(JsonInclude.Include.NON_NULL)
record Change(
        String kind,
        String name,
        Action action,
        List<Field> fields,
        @Nullable String file,
        @Nullable Integer line) {

    enum Action {
        create,
        change,
        delete
    }

    /// @param from absent when there was nothing
    /// @param to absent when nothing is left
    /// @param secret true where neither is shown
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Field(
            String field,
            @Nullable JsonNode from,
            @Nullable JsonNode to,
            @Nullable Boolean secret) {}

    /// What of one tenant is different.
    ///
    /// @param missing true when the tenant itself has to be made
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OfTenant(String tenant, @Nullable Boolean missing, List<Change> changes) {
        static OfTenant of(TenantId tenant, boolean missing, List<Change> changes) {
            return new OfTenant(tenant.value(), missing ? true : null, changes);
        }
    }
}
