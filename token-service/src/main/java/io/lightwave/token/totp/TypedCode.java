package io.lightwave.token.totp;

import io.lightwave.token.protocol.FormParameters;

/// The field of a form in which a person types a one-time code or a recovery code.
public final class TypedCode {
    private static final int MAXIMUM_LENGTH = 64;

    private TypedCode() {}

    /// What was typed; empty when it is missing or longer than 64 characters.
    public static String of(FormParameters form) {
        return form.find("code").filter(code -> code.length() <= MAXIMUM_LENGTH).orElse("");
    }
}
