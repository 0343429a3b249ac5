package io.lightwave.ca.ssh;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// A tenant's settings and authorities in the database, the keys sealed. Writes join the caller's
/// transaction.
final class SshStore {
    private static final int KEY_OCTETS = 32;

    private final JdbcClient jdbc;
    private final SealedKeys sealedKeys;
    private final ObjectMapper json;

    SshStore(JdbcClient jdbc, SealedKeys sealedKeys, ObjectMapper json) {
        this.jdbc = jdbc;
        this.sealedKeys = sealedKeys;
        this.json = json;
    }

    /// @param version 0 as long as nobody has changed them
    record Settings(SshSettings settings, long version) {
        static final Settings DEFAULTS = new Settings(SshSettings.DEFAULTS, 0);
    }

    /// Makes sure, before the caller's transaction begins, that the tenant has a key to seal with: making
    /// it takes a second connection.
    void prepare(TenantId tenant) {
        sealedKeys.derive(tenant, "ca-ssh-key");
    }

    /// Until the end of the caller's transaction nobody else changes the tenant's settings and authorities.
    void lock(TenantId tenant) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
                .param("lock", "ca-ssh/" + tenant)
                .query((_, _) -> true)
                .single();
    }

    Settings settings(TenantId tenant) {
        return jdbc.sql("select settings, version from ca_ssh_settings where tenant_id = :tenant")
                .param("tenant", tenant.value())
                .query((row, _) -> new Settings(
                        json.readValue(row.getString("settings"), SshSettings.class), row.getLong("version")))
                .optional()
                .orElse(Settings.DEFAULTS);
    }

    void keep(TenantId tenant, SshSettings settings, Instant now) {
        jdbc.sql("""
                        insert into ca_ssh_settings (tenant_id, settings, version, updated_at)
                        values (:tenant, :settings, 1, :now)
                        on conflict (tenant_id) do update
                           set settings = excluded.settings, version = ca_ssh_settings.version + 1,
                               updated_at = excluded.updated_at""")
                .param("tenant", tenant.value())
                .param("settings", json.writeValueAsString(settings))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Oldest first.
    List<SshAuthority> authorities(TenantId tenant) {
        return jdbc.sql("""
                        select name, kind, public_key, sealed_key, created_at, active_from, trusted_until, compromised
                          from ca_ssh_authority where tenant_id = :tenant order by created_at, name""")
                .param("tenant", tenant.value())
                .query((row, _) -> authority(tenant, row))
                .list();
    }

    void add(TenantId tenant, String name, SshKind kind, KeyPair key, Instant now, Instant activeFrom) {
        byte[] info = key.getPublic().getEncoded();
        jdbc.sql("""
                        insert into ca_ssh_authority
                               (tenant_id, name, kind, public_key, sealed_key, created_at, active_from)
                        values (:tenant, :name, :kind, :public, :sealed, :now, :from)""")
                .param("tenant", tenant.value())
                .param("name", name)
                .param("kind", kind.name())
                .param("public", Arrays.copyOfRange(info, info.length - KEY_OCTETS, info.length))
                .param(
                        "sealed",
                        sealedKeys.seal(tenant, place(name), key.getPrivate().getEncoded()))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("from", activeFrom.atOffset(ZoneOffset.UTC))
                .update();
    }

    /// Whatever of that kind is trusted without end ends then.
    void trustUntil(TenantId tenant, SshKind kind, Instant end) {
        jdbc.sql("""
                        update ca_ssh_authority set trusted_until = :end
                         where tenant_id = :tenant and kind = :kind and trusted_until is null""")
                .param("end", end.atOffset(ZoneOffset.UTC))
                .param("tenant", tenant.value())
                .param("kind", kind.name())
                .update();
    }

    /// Waits for whoever records a certificate of it. False when there is none of that name, or it is
    /// known already.
    boolean compromise(TenantId tenant, String name) {
        return jdbc.sql("""
                        update ca_ssh_authority set compromised = true
                         where tenant_id = :tenant and name = :name and not compromised""").param("tenant", tenant.value()).param("name", name).update() == 1;
    }

    private SshAuthority authority(TenantId tenant, ResultSet row) throws SQLException {
        String name = row.getString("name");
        return new SshAuthority(
                tenant,
                name,
                SshKind.valueOf(row.getString("kind")),
                row.getBytes("public_key"),
                opened(tenant, name, row.getBytes("sealed_key")),
                new SshAuthority.Life(
                        moment(row, "created_at"),
                        moment(row, "active_from"),
                        Optional.ofNullable(row.getObject("trusted_until", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant),
                        row.getBoolean("compromised")));
    }

    private PrivateKey opened(TenantId tenant, String name, byte[] sealed) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(sealedKeys.open(tenant, place(name), sealed)));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("authority %s of %s cannot be opened".formatted(name, tenant), unreadable);
        }
    }

    static Instant moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant momentOrNull(ResultSet row, String column) throws SQLException {
        var moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    private static String place(String name) {
        return "ca-ssh-key/" + name;
    }
}
