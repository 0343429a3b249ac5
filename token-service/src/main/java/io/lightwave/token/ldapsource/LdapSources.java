package io.lightwave.token.ldapsource;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// The tenants' directories. Writes join the caller's transaction.
final class LdapSources {
    /// How many a tenant may have.
    private static final int MOST = 20;

    private static final String KIND = "ldap-source";
    private static final String ALL = "all";

    /// What is kept.
    record Stored(LdapSource source, SourceDocument document, boolean password) {}

    private record Listed(List<Stored> all) {}

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Listed> cached;
    private final SealedKeys sealed;
    private final ObjectMapper json;

    LdapSources(JdbcClient jdbc, ChangeFeed feed, SealedKeys sealed, ObjectMapper json) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.sealed = sealed;
        this.json = json;
        this.cached = feed.cache(KIND, 2_000, (tenant, _) -> Optional.of(new Listed(load(tenant))));
    }

    /// A warm look-up touches no SQL.
    List<Stored> all(TenantId tenant) {
        return cached.get(tenant, ALL).map(Listed::all).orElse(List.of());
    }

    Optional<LdapSource> usable(TenantId tenant, UUID id) {
        return usable(tenant).filter(source -> source.id().equals(id)).findFirst();
    }

    /// Where somebody is looked for by what was typed, in this order: an address only in the directories of its domain,
    /// if it has any.
    List<LdapSource> asked(TenantId tenant, String typed) {
        String domain = typed.substring(typed.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        List<LdapSource> ofDomain = typed.indexOf('@') < 1
                ? List.of()
                : usable(tenant)
                        .filter(source -> source.settings().emailDomains().contains(domain))
                        .toList();
        return ofDomain.isEmpty() ? usable(tenant).toList() : ofDomain;
    }

    /// Whether people with addresses of a domain are looked for in a directory of their own.
    boolean servesDomain(TenantId tenant, String domain) {
        return usable(tenant)
                .anyMatch(source -> source.settings().emailDomains().contains(domain.toLowerCase(Locale.ROOT)));
    }

    private java.util.stream.Stream<LdapSource> usable(TenantId tenant) {
        return all(tenant).stream()
                .map(Stored::source)
                .filter(source -> source.settings().enabled())
                .sorted(Comparator.<LdapSource>comparingInt(
                                source -> source.settings().position())
                        .thenComparing(LdapSource::name));
    }

    /// As it is now, whatever a cache says.
    Optional<Stored> lock(TenantId tenant, String idOrName) {
        return jdbc.sql("select * from ldap_source where tenant_id = ? and (name = ? or id::text = ?) for update")
                .param(tenant.value())
                .param(idOrName)
                .param(idOrName)
                .query(this::read)
                .optional();
    }

    private List<Stored> load(TenantId tenant) {
        return jdbc.sql("select * from ldap_source where tenant_id = ? order by name")
                .param(tenant.value())
                .query(this::read)
                .list();
    }

    /// False when the name is another's, or there are as many as may be.
    boolean add(TenantId tenant, UUID id, SourceDocument document, Instant now) {
        feed.append(tenant, KIND, ALL);
        return jdbc.sql("""
                insert into ldap_source (tenant_id, id, name, document, sealed_password, created_at, updated_at, version)
                select ?, ?, ?, ?, ?, ?, ?, 1
                 where (select count(*) from ldap_source where tenant_id = ?) < ?
                on conflict do nothing""")
                        .param(tenant.value())
                        .param(id)
                        .param(document.name())
                        .param(json.writeValueAsString(document.shown()))
                        .param(seal(tenant, id, document))
                        .param(Timestamp.from(now))
                        .param(Timestamp.from(now))
                        .param(tenant.value())
                        .param(MOST)
                        .update()
                == 1;
    }

    /// Keeps the password unless the document has another, or there is nobody to bind as. False when the name is
    /// another's.
    boolean replace(LdapSource before, SourceDocument document, Instant now) {
        feed.append(before.tenant(), KIND, ALL);
        try {
            jdbc.sql("""
                    update ldap_source
                       set name = ?, document = ?,
                           sealed_password = case when ? then coalesce(?, sealed_password) end,
                           updated_at = ?, version = version + 1
                     where tenant_id = ? and id = ?""")
                    .param(document.name())
                    .param(json.writeValueAsString(document.shown()))
                    .param(document.bindDn() != null)
                    .param(seal(before.tenant(), before.id(), document))
                    .param(Timestamp.from(now))
                    .param(before.tenant().value())
                    .param(before.id())
                    .update();
            return true;
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    void remove(LdapSource source) {
        jdbc.sql("delete from ldap_source where tenant_id = ? and id = ?")
                .param(source.tenant().value())
                .param(source.id())
                .update();
        feed.append(source.tenant(), KIND, ALL);
    }

    /// The password to bind with; empty when there is none.
    Optional<String> password(LdapSource source) {
        return jdbc.sql("select sealed_password from ldap_source"
                        + " where tenant_id = ? and id = ? and sealed_password is not null")
                .param(source.tenant().value())
                .param(source.id())
                .query((row, _) ->
                        row.getBytes(1)) // opened with the connection given back, since that may take another
                .optional()
                .map(kept ->
                        new String(sealed.open(source.tenant(), place(source.id()), kept), StandardCharsets.UTF_8));
    }

    private byte @Nullable [] seal(TenantId tenant, UUID id, SourceDocument document) {
        String password = document.bindPassword();
        return password == null ? null : sealed.seal(tenant, place(id), password.getBytes(StandardCharsets.UTF_8));
    }

    private static String place(UUID id) {
        return "ldap-source/" + id;
    }

    private Stored read(ResultSet row, int number) throws SQLException {
        SourceDocument document = json.readValue(row.getString("document"), SourceDocument.class);
        return new Stored(
                new LdapSource(
                        new TenantId(row.getString("tenant_id")),
                        row.getObject("id", UUID.class),
                        document.read(),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("updated_at").toInstant(),
                        row.getLong("version")),
                document,
                row.getBytes("sealed_password") != null);
    }
}
