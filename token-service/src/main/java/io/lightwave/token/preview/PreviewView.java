package io.lightwave.token.preview;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.token.preview.ClaimSources.From;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A preview as REST has it.
///
/// @param idToken absent where none would come along
/// @param userInfo what the UserInfo endpoint would tell; absent where it would tell nothing
@JsonInclude(JsonInclude.Include.NON_NULL)
record PreviewView(
        String grantType,
        List<String> scopes,
        String audience,
        TokenView accessToken,
        @Nullable TokenView idToken,
        @Nullable List<ClaimView> userInfo) {

    /// @param format `jwt`, or `opaque` for one that says nothing by itself, whose claims introspection tells
    /// @param type the header's `typ`; absent when it has no header
    /// @param algorithm the header's `alg`; absent when it has no header
    /// @param bytes how long it is, before encryption
    /// @param tooLong whether that is more than every proxy lets through
    /// @param encrypted whether it is encrypted for the client
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TokenView(
            String format,
            @Nullable String type,
            @Nullable String algorithm,
            int bytes,
            boolean tooLong,
            boolean encrypted,
            List<ClaimView> claims) {}

    /// @param from who says it
    /// @param field or attribute of the directory; empty for groups
    record ClaimView(String name, JsonNode value, From from, String field) {}
}
