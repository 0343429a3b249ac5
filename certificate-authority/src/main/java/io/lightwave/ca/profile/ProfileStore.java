package io.lightwave.ca.profile;

import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// Profiles in the database, as their raw settings.
final class ProfileStore {
    private static final String ROWS =
            "select name, settings, version, created_at, updated_at from ca_profile where tenant_id = :tenant";

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    ProfileStore(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /// @param profile checked anew whenever it is read
    record Stored(Profile profile, long version, Instant createdAt, Instant updatedAt) {}

    /// The built-in ones, as the tenant has changed them, then its own by name.
    List<Profile> profiles(TenantId tenant) {
        var stored = stored(tenant).stream().map(Stored::profile).toList();
        return Stream.concat(
                        BuiltInProfiles.ALL.stream()
                                .map(builtIn -> stored.stream()
                                        .filter(changed -> changed.name().equals(builtIn.name()))
                                        .findFirst()
                                        .orElse(builtIn)),
                        stored.stream()
                                .filter(own -> BuiltInProfiles.find(own.name()).isEmpty()))
                .toList();
    }

    List<Stored> stored(TenantId tenant) {
        return jdbc.sql(ROWS + " order by name")
                .param("tenant", tenant.value())
                .query((row, _) -> stored(row))
                .list();
    }

    /// @param lock for the rest of the caller's transaction
    Optional<Stored> find(TenantId tenant, String name, boolean lock) {
        return jdbc.sql(ROWS + " and name = :name" + (lock ? " for update" : ""))
                .param("tenant", tenant.value())
                .param("name", name)
                .query((row, _) -> stored(row))
                .optional();
    }

    private Stored stored(java.sql.ResultSet row) throws java.sql.SQLException {
        var settings = json.readValue(row.getString("settings"), ProfileSettings.class);
        String name = row.getString("name");
        return new Stored(
                BuiltInProfiles.find(name).map(settings::checked).orElseGet(() -> settings.checked(name)),
                row.getLong("version"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    /// False when there is one of that name already.
    boolean add(TenantId tenant, Profile profile, Instant now) {
        return jdbc.sql("""
                        insert into ca_profile (tenant_id, name, settings, version, created_at, updated_at)
                        values (:tenant, :name, :settings, 1, :now, :now) on conflict do nothing""")
                        .param("tenant", tenant.value())
                        .param("name", profile.name())
                        .param("settings", json.writeValueAsString(ProfileSettings.of(profile)))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    void change(TenantId tenant, Profile profile, Instant now) {
        jdbc.sql("""
                        update ca_profile set settings = :settings, version = version + 1, updated_at = :now
                         where tenant_id = :tenant and name = :name""")
                .param("tenant", tenant.value())
                .param("name", profile.name())
                .param("settings", json.writeValueAsString(ProfileSettings.of(profile)))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean delete(TenantId tenant, String name) {
        return jdbc.sql("delete from ca_profile where tenant_id = :tenant and name = :name")
                        .param("tenant", tenant.value())
                        .param("name", name)
                        .update()
                == 1;
    }
}
