package io.lightwave.directory;

import java.util.regex.Pattern;

/// A tenant's name: a DNS domain of at least two labels in lower case, the last not numeric (RFC 1035 §2.3.1);
/// also the path segment of its issuer URL, its directory suffix and its SPIFFE trust domain.
///
/// Anything else is refused with an [IllegalArgumentException], never normalised.
public record TenantId(String value) {

    private static final Pattern DOMAIN = Pattern.compile(
            "(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+" + "(?![0-9]+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public TenantId {
        if (!DOMAIN.matcher(value).matches()) {
            throw new IllegalArgumentException("not a tenant name (a lower-case DNS domain of two or more labels)");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
