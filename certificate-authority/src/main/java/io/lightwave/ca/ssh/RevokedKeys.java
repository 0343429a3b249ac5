package io.lightwave.ca.ssh;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A tenant's key revocation list (OpenSSH PROTOCOL.krl), for `RevokedKeys` of `sshd` and
/// `RevokedHostKeys` of `ssh`: the
/// serial numbers of revoked certificates by authority, and the keys of authorities that have leaked.
final class RevokedKeys {
    static final String CHANGED = "ca-ssh-revoked";
    private static final String ALL = "list";
    private static final int MOST_TENANTS = 1_000;

    private static final long MAGIC = 0x5353484b524c0a00L;
    private static final int FORMAT_VERSION = 1;
    private static final int SECTION_CERTIFICATES = 1;
    private static final int SECTION_FINGERPRINT_SHA256 = 5;
    private static final int CERTIFICATES_SERIAL_LIST = 0x20;

    private final SshAuthorities authorities;
    private final SshRecords records;
    private final InstantSource clock;
    private final ChangeFeed.Cached<Content> cache;

    RevokedKeys(SshAuthorities authorities, SshRecords records, ChangeFeed feed, InstantSource clock) {
        this.authorities = authorities;
        this.records = records;
        this.clock = clock;
        this.cache = feed.cache(
                CHANGED,
                MOST_TENANTS,
                (tenant, _) -> Optional.of(new Content(records.revoked(tenant, clock.instant()))));
    }

    private record Content(Map<String, List<Long>> serials) {}

    /// The list as it is now. What expires leaves it with the next change.
    byte[] list(TenantId tenant) {
        Instant now = clock.instant();
        var serials = cache.get(tenant, ALL).map(Content::serials).orElseGet(() -> records.revoked(tenant, now));
        var list = new WireWriter()
                .uint64(MAGIC)
                .uint32(FORMAT_VERSION)
                .uint64(now.toEpochMilli()) // rises, as its version has to
                .uint64(now.getEpochSecond())
                .uint64(0) // no flags
                .string("") // reserved
                .string("revoked SSH certificates of " + tenant);
        for (var authority : authorities.all(tenant)) {
            var revoked = serials.getOrDefault(authority.name(), List.of());
            if (!revoked.isEmpty()) {
                list.octet(SECTION_CERTIFICATES).string(certificates(authority, revoked));
            }
        }
        var leaked = authorities.all(tenant).stream()
                .filter(authority -> authority.life().compromised())
                .map(authority -> SshPublicKey.sha256(authority.publicKey()))
                .sorted(java.util.Arrays::compareUnsigned) // as the format asks
                .toList();
        if (!leaked.isEmpty()) {
            var fingerprints = new WireWriter();
            leaked.forEach(fingerprints::string);
            list.octet(SECTION_FINGERPRINT_SHA256).string(fingerprints.bytes());
        }
        return list.bytes();
    }

    private static byte[] certificates(SshAuthority authority, List<Long> serials) {
        var numbers = new WireWriter();
        serials.stream().sorted(Long::compareUnsigned).forEach(numbers::uint64);
        return new WireWriter()
                .string(authority.publicKey())
                .string("") // reserved
                .octet(CERTIFICATES_SERIAL_LIST)
                .string(numbers.bytes())
                .bytes();
    }
}
