package io.lightwave.server.idempotency;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The value of an `Idempotency-Key` header: a string of RFC 9651 §3.3.3 in its quotes, of 1 to 255 characters, without
/// parameters.
record IdempotencyKey(String text) {
    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;
    private static final Pattern STRING = Pattern.compile("\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])+\"");

    /// Empty when there is not exactly one, or it has another form.
    ///
    /// @param headers the values of all headers of that name
    static Optional<IdempotencyKey> of(List<String> headers) {
        if (headers.size() != 1) {
            return Optional.empty();
        }
        String value = headers.getFirst();
        return value.length() <= LONGEST + 2 && STRING.matcher(value).matches()
                ? Optional.of(new IdempotencyKey(value))
                : Optional.empty();
    }
}
