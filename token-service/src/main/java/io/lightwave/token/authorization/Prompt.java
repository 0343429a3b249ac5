package io.lightwave.token.authorization;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// The values of `prompt` (OpenID Connect Core §3.1.2.1). `SELECT_ACCOUNT` is a fresh sign-in, `CREATE` a
/// new account (Initiating User Registration 1.0), which is a value only where people may make their own.
enum Prompt {
    NONE,
    LOGIN,
    CONSENT,
    SELECT_ACCOUNT,
    CREATE;

    /// @throws IllegalArgumentException for an unknown value, and for `none` beside another
    static Set<Prompt> parse(String text) {
        var prompts = EnumSet.noneOf(Prompt.class);
        for (String value : text.split(" ", -1)) {
            if (!value.equals(value.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(value);
            }
            prompts.add(valueOf(value.toUpperCase(Locale.ROOT)));
        }
        if (prompts.contains(NONE) && prompts.size() > 1) {
            throw new IllegalArgumentException("none stands alone");
        }
        return prompts;
    }
}
