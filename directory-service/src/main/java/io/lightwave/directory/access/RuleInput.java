package io.lightwave.directory.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule as REST takes it, new or changed; null is what was left out.
///
/// @param effect `allow` or `deny`
/// @param subjects names or ids of entries, or `anyone`, `anonymous`, `authenticated`, `self`
@JsonInclude(JsonInclude.Include.NON_NULL)
record RuleInput(
        @Nullable String name,
        @Nullable Boolean enabled,
        @Nullable String effect,
        @Nullable List<String> subjects,
        @Nullable List<String> rights,
        @Nullable Target target) {

    /// @param base name or id of an entry, the tenant's suffix when left out
    /// @param scope `base`, `one` or `sub`, which it is when left out
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Target(
            @Nullable String base,
            @Nullable String scope,
            @Nullable String filter,
            @Nullable List<String> attributes) {
        static final Target EVERYTHING = new Target(null, null, null, null);
    }
}
