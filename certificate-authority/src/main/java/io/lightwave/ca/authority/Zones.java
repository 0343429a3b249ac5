package io.lightwave.ca.authority;

import io.lightwave.ca.template.PermittedNames;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Network;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The names that a tenant's next authorities may certify: its own name, and DNS zones and ranges of addresses that an
/// operator lists. What belongs to other tenants is excluded.
public final class Zones {
    private static final int MOST_LISTED = 50;
    private static final int MOST_EXCLUDED = 200;

    private final JdbcClient jdbc;
    private final Tenants tenants;

    Zones(JdbcClient jdbc, Tenants tenants) {
        this.jdbc = jdbc;
        this.tenants = tenants;
    }

    /// What an operator lists; nothing means that names are not constrained.
    ///
    /// @param ipRanges in CIDR form
    public record Listed(List<String> dnsZones, List<String> ipRanges) {
        /// @throws InvalidFieldException on `dnsZones` or `ipRanges`
        public Listed {
            dnsZones = List.copyOf(dnsZones);
            ipRanges = List.copyOf(ipRanges);
            if (dnsZones.size() > MOST_LISTED || ipRanges.size() > MOST_LISTED) {
                throw new InvalidFieldException("dnsZones", "there are too many: at most 50");
            }
            dnsZones.forEach(zone -> {
                if (!PermittedNames.isZone(zone)) {
                    throw new InvalidFieldException(
                            "dnsZones", "is not a DNS name in lower case: '%s'".formatted(zone));
                }
            });
            networks(ipRanges);
        }

        boolean isEmpty() {
            return dnsZones.isEmpty() && ipRanges.isEmpty();
        }
    }

    private static List<Network> networks(List<String> ranges) {
        try {
            return ranges.stream().map(Network::parse).toList();
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException("ipRanges", String.valueOf(malformed.getMessage()));
        }
    }

    /// @param version greater after each change; 0 before the first
    public record Stored(Listed listed, long version) {}

    public Stored of(TenantId tenant) {
        return jdbc.sql("""
                        select dns_zones, ip_ranges, cast(extract(epoch from updated_at) * 1000000 as bigint) as version
                          from ca_authority_names where tenant_id = :tenant""")
                .param("tenant", tenant.value())
                .query((row, _) -> new Stored(
                        new Listed(texts(row, "dns_zones"), texts(row, "ip_ranges")), row.getLong("version")))
                .optional()
                .orElseGet(() -> new Stored(new Listed(List.of(), List.of()), 0));
    }

    /// The same, which nobody else changes before the transaction ends.
    public Stored held(TenantId tenant) {
        jdbc.sql("""
                        insert into ca_authority_names (tenant_id, dns_zones, ip_ranges, updated_at)
                        values (:tenant, '{}', '{}', to_timestamp(0)) on conflict do nothing""").param("tenant", tenant.value()).update();
        jdbc.sql("select tenant_id from ca_authority_names where tenant_id = :tenant for update")
                .param("tenant", tenant.value())
                .query(String.class)
                .single();
        return of(tenant);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /// Lists others from now on. Authorities that stand are not changed by it.
    ///
    /// @throws InvalidFieldException when a zone is another tenant's
    public void list(TenantId tenant, Listed listed, Instant now) {
        var all = all();
        for (String zone : listed.dnsZones()) {
            var owner = all.stream()
                    .filter(one -> isWithin(zone, one))
                    .max((left, right) -> Integer.compare(left.length(), right.length()));
            if (owner.isPresent() && !owner.get().equals(tenant.value())) {
                throw new InvalidFieldException("dnsZones", "belongs to another tenant: '%s'".formatted(zone));
            }
        }
        excluded(tenant, zones(tenant, listed), all);
        jdbc.sql("""
                        insert into ca_authority_names (tenant_id, dns_zones, ip_ranges, updated_at)
                        values (:tenant, cast(:zones as text[]), cast(:ranges as text[]), :now)
                        on conflict (tenant_id) do update
                           set dns_zones = excluded.dns_zones, ip_ranges = excluded.ip_ranges,
                               updated_at = greatest(
                                       excluded.updated_at, ca_authority_names.updated_at + interval '1 microsecond')""")
                .param("tenant", tenant.value())
                .param("zones", listed.dnsZones().toArray(String[]::new))
                .param("ranges", listed.ipRanges().toArray(String[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// What the tenant's next issuing authority may certify; empty when anything.
    ///
    /// @param shared whether others hang on the same root: then URIs, and with them SPIFFE IDs, are its own only
    Optional<PermittedNames> permitted(TenantId tenant, boolean shared) {
        var listed = of(tenant).listed();
        if (listed.isEmpty() && !shared) {
            return Optional.empty();
        }
        var zones = zones(tenant, listed);
        return Optional.of(new PermittedNames(
                zones,
                excluded(tenant, zones, all()),
                networks(listed.ipRanges()),
                shared ? List.of(tenant.value()) : List.of()));
    }

    private static List<String> zones(TenantId tenant, Listed listed) {
        List<String> zones = new ArrayList<>(List.of(tenant.value()));
        listed.dnsZones().stream().filter(zone -> !zones.contains(zone)).forEach(zones::add);
        return zones;
    }

    private static List<String> excluded(TenantId tenant, List<String> zones, List<String> all) {
        var excluded = all.stream()
                .filter(one -> !isWithin(tenant.value(), one))
                .filter(one -> zones.stream().anyMatch(zone -> isWithin(one, zone)))
                .toList();
        if (excluded.size() > MOST_EXCLUDED) {
            throw new InvalidFieldException("dnsZones", "have more than 200 other tenants below them");
        }
        return excluded;
    }

    private static boolean isWithin(String name, String zone) {
        return name.equals(zone) || name.endsWith("." + zone);
    }

    private List<String> all() {
        List<String> all = new ArrayList<>();
        tenants.forEach(tenant -> all.add(tenant.value()));
        return all;
    }
}
