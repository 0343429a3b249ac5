package io.lightwave.server.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A problem detail (RFC 9457) as this server writes it.
///
/// @param detail a sentence that may be shown to a person; absent when the status says it all
/// @param instance the path that was asked for
/// @param errors which fields of the request are wrong; absent when none is to blame
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        String instance,
        List<FieldError> errors,
        String requestId) {

    /// @param field the JSON member or parameter, with `.` and `[n]` for nested ones
    /// @param file of several that were sent; null when none was
    /// @param line of the file, from 1
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FieldError(
            String field,
            String detail,
            @Nullable String file,
            @Nullable Integer line) {
        public FieldError(String field, String detail) {
            this(field, detail, null, null);
        }
    }
}
