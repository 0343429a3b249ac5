package io.lightwave.directory;

import java.util.regex.Pattern;

/// The SPIFFE ID of a workload: `spiffe://TRUST-DOMAIN/PATH` (SPIFFE-ID §2). The trust domain is the tenant, the path
/// the workload's name.
///
/// The path has one or more segments of letters, digits, `.`, `-` and `_`, none of them empty, `.` or `..`, and the
/// whole identifier at most 2048 bytes. Anything else is refused with an [IllegalArgumentException], never normalised.
///
/// @param path without the leading slash
public record SpiffeId(TenantId trustDomain, String path) {
    /// The path of the server's own SPIFFE ID, which is in the system tenant's trust domain. No workload has it.
    public static final String SERVER_PATH = "lightwave-server";

    private static final String SCHEME = "spiffe://";
    private static final int MAXIMUM_LENGTH = 2048;
    private static final Pattern PATH =
            Pattern.compile("(?![.]{1,2}(/|$))[A-Za-z0-9._-]++(/(?![.]{1,2}(/|$))[A-Za-z0-9._-]++)*+");

    public SpiffeId {
        if (SCHEME.length() + trustDomain.value().length() + 1 + path.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("a SPIFFE ID is at most 2048 bytes");
        }
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "not the path of a SPIFFE ID (segments of letters, digits, '.', '-' and '_', parted by '/')");
        }
    }

    /// Reads `spiffe://TRUST-DOMAIN/PATH`.
    public static SpiffeId parse(String text) {
        int slash = text.indexOf('/', SCHEME.length());
        if (!text.startsWith(SCHEME) || slash < 0) {
            throw new IllegalArgumentException("not a SPIFFE ID of a workload");
        }
        return new SpiffeId(new TenantId(text.substring(SCHEME.length(), slash)), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return SCHEME + trustDomain + "/" + path;
    }
}
