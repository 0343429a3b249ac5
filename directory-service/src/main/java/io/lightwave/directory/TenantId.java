package io.lightwave.directory;

/// A tenant's name: a DNS domain of at least two labels in lower case, the last not numeric (RFC 1035 §2.3.1);
/// also the path segment of its issuer URL, its directory suffix and its SPIFFE trust domain.
///
/// Anything else is refused with an [IllegalArgumentException], never normalised.
public record TenantId(String value) {

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    public TenantId {
        if (!isDomain(value)) {
            throw new IllegalArgumentException("not a tenant name (a lower-case DNS domain of two or more labels)");
        }
    }

    /// By hand, not by a pattern: every LDAP request comes here.
    private static boolean isDomain(String value) {
        if (value.length() > LONGEST_NAME) {
            return false;
        }
        int labels = 0;
        boolean numeric = false;
        for (int start = 0; start <= value.length(); labels++) {
            int dot = value.indexOf('.', start);
            int end = dot < 0 ? value.length() : dot;
            if (!isLabel(value, start, end)) {
                return false;
            }
            numeric = isNumeric(value, start, end);
            start = end + 1;
        }
        return labels >= 2 && !numeric;
    }

    private static boolean isLabel(String value, int start, int end) {
        if (start == end || end - start > LONGEST_LABEL || value.charAt(start) == '-' || value.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumeric(String value, int start, int end) {
        for (int i = start; i < end; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
