package io.lightwave.workload.federation;

import java.util.regex.Pattern;

/// The SPIFFE ID of whoever serves a bundle, in whichever trust domain. Anything else is refused with an
/// [IllegalArgumentException].
record EndpointId(String text) {
    private static final int LONGEST = 2048;
    private static final Pattern FORM =
            Pattern.compile("spiffe://[a-z0-9._-]{1,255}(/(?![.]{1,2}(?:/|$))[A-Za-z0-9._-]++)++");

    EndpointId {
        if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a SPIFFE ID with a path");
        }
    }

    TrustDomain trustDomain() {
        int start = "spiffe://".length();
        return new TrustDomain(text.substring(start, text.indexOf('/', start)));
    }

    @Override
    public String toString() {
        return text;
    }
}
