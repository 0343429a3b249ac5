package io.lightwave.workload.federation;

import java.util.regex.Pattern;

/// The name of a trust domain (SPIFFE-ID §2.1): 1 to 255 lower-case letters, digits, dots, dashes and underscores. It
/// need not be a domain of DNS. Anything else is refused with an [IllegalArgumentException].
record TrustDomain(String name) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,255}");

    TrustDomain {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "must be a trust domain's name: 1 to 255 lower case letters, digits, dots, dashes and underscores");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
