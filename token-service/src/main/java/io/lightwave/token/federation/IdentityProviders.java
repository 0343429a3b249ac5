package io.lightwave.token.federation;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.sp.IdentityProviderMetadata;
import io.lightwave.token.saml.xml.InvalidSamlException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// The tenants' identity providers. Writes join the caller's transaction.
public final class IdentityProviders {
    /// How many a tenant may have.
    private static final int MOST = 100;

    private static final String KIND = "identity-provider";
    private static final String ALL = "all";

    /// What is kept.
    ///
    /// @param metadata as it came, and when; null for one that has none
    record Stored(
            IdentityProvider provider,
            ProviderDocument document,
            boolean secret,
            @Nullable Metadata metadata) {

        /// Whether that is its issuer or entityID; of one that cannot be read any more, by its text.
        boolean isNamed(String names) {
            if (!(provider.settings().connection() instanceof IdentityProvider.Connection.Unreadable)) {
                return provider.settings().connection().names().equals(names);
            }
            return metadata == null
                    ? names.equals(document.issuer())
                    : metadata.xml().contains('"' + names + '"')
                            || metadata.xml().contains("'" + names + "'");
        }
    }

    /// SAML metadata as it came.
    record Metadata(String xml, Instant readAt) {}

    private record Listed(List<Stored> all) {}

    private final JdbcClient jdbc;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<Listed> cached;
    private final SealedKeys sealed;
    private final ObjectMapper json;
    private final InstantSource clock;

    IdentityProviders(JdbcClient jdbc, ChangeFeed feed, SealedKeys sealed, ObjectMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.feed = feed;
        this.sealed = sealed;
        this.json = json;
        this.clock = clock;
        this.cached = feed.cache(KIND, 2_000, (tenant, _) -> Optional.of(new Listed(load(tenant))));
    }

    /// Those that people may use, in order of their names. A warm look-up touches no SQL.
    public List<IdentityProvider> usable(TenantId tenant) {
        return all(tenant).stream()
                .map(Stored::provider)
                .filter(provider -> provider.settings().enabled())
                .filter(provider -> provider.isValidAt(clock.instant()))
                .toList();
    }

    public Optional<IdentityProvider> usable(TenantId tenant, String name) {
        return usable(tenant).stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }

    public Optional<IdentityProvider> usable(TenantId tenant, UUID id) {
        return usable(tenant).stream()
                .filter(provider -> provider.id().equals(id))
                .findFirst();
    }

    /// The one that an e-mail address leads to.
    public Optional<IdentityProvider> ofAddress(TenantId tenant, String address) {
        return address.indexOf('@') < 1
                ? Optional.empty()
                : usable(tenant).stream()
                        .filter(provider -> provider.isItsOwn(address))
                        .findFirst();
    }

    List<Stored> all(TenantId tenant) {
        return cached.get(tenant, ALL).map(Listed::all).orElse(List.of());
    }

    /// As it is now, whatever a cache says.
    Optional<Stored> lock(TenantId tenant, String idOrName) {
        return jdbc.sql("select * from identity_provider where tenant_id = ? and (name = ? or id::text = ?) for update")
                .param(tenant.value())
                .param(idOrName)
                .param(idOrName)
                .query(this::read)
                .optional();
    }

    private List<Stored> load(TenantId tenant) {
        return jdbc.sql("select * from identity_provider where tenant_id = ? order by name")
                .param(tenant.value())
                .query(this::read)
                .list();
    }

    /// Those whose metadata has an address and was last asked for before then, each for exactly one caller.
    List<Stored> takeStale(Instant before, Instant now, int most) {
        return jdbc.sql("""
            update identity_provider set metadata_tried_at = ?
             where (tenant_id, id) in (select tenant_id, id from identity_provider
                                        where metadata_url is not null and metadata_tried_at < ?
                                        order by metadata_tried_at for update skip locked limit ?)
            returning *\
            """)
                .param(Timestamp.from(now))
                .param(Timestamp.from(before))
                .param(most)
                .query(this::read)
                .list();
    }

    /// Puts metadata that were read again in the place of those before; false when somebody has changed it
    /// meanwhile.
    boolean refresh(IdentityProvider before, Metadata metadata) {
        feed.append(before.tenant(), KIND, ALL);
        return jdbc.sql("""
            update identity_provider set metadata = ?, metadata_read_at = ?
             where tenant_id = ? and id = ? and version = ?\
            """)
                        .param(metadata.xml())
                        .param(Timestamp.from(metadata.readAt()))
                        .param(before.tenant().value())
                        .param(before.id())
                        .param(before.version())
                        .update()
                == 1;
    }

    /// False when the name is another's, or there are as many as may be.
    ///
    /// @param metadata null for one that has none
    boolean add(TenantId tenant, UUID id, ProviderDocument document, @Nullable Metadata metadata, Instant now) {
        boolean added = jdbc.sql("""
            insert into identity_provider (tenant_id, id, name, document, sealed_secret, created_at, updated_at,
                version, metadata, metadata_url, metadata_read_at, metadata_tried_at)
            select ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?
             where (select count(*) from identity_provider where tenant_id = ?) < ?
            on conflict do nothing\
            """)
                        .param(tenant.value())
                        .param(id)
                        .param(document.name())
                        .param(json.writeValueAsString(document.shown()))
                        .param(seal(tenant, id, document))
                        .param(Timestamp.from(now))
                        .param(Timestamp.from(now))
                        .param(metadata == null ? null : metadata.xml())
                        .param(document.metadataUrl())
                        .param(metadata == null ? null : Timestamp.from(metadata.readAt()))
                        .param(metadata == null ? null : Timestamp.from(metadata.readAt()))
                        .param(tenant.value())
                        .param(MOST)
                        .update()
                == 1;
        feed.append(tenant, KIND, ALL);
        return added;
    }

    /// Keeps the secret unless the document has another. False when the name is another's.
    ///
    /// @param metadata null for one that has none
    boolean replace(IdentityProvider before, ProviderDocument document, @Nullable Metadata metadata, Instant now) {
        feed.append(before.tenant(), KIND, ALL);
        try {
            jdbc.sql("""
                update identity_provider
                   set name = ?, document = ?, sealed_secret = coalesce(?, sealed_secret), updated_at = ?,
                       version = version + 1, metadata = ?, metadata_url = ?, metadata_read_at = ?
                 where tenant_id = ? and id = ?\
                """)
                    .param(document.name())
                    .param(json.writeValueAsString(document.shown()))
                    .param(seal(before.tenant(), before.id(), document))
                    .param(Timestamp.from(now))
                    .param(metadata == null ? null : metadata.xml())
                    .param(document.metadataUrl())
                    .param(metadata == null ? null : Timestamp.from(metadata.readAt()))
                    .param(before.tenant().value())
                    .param(before.id())
                    .update();
            return true;
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    /// Whether anybody here is linked with somebody there.
    boolean hasPeople(IdentityProvider provider) {
        return jdbc.sql("select exists (select from upstream_identity where tenant_id = ? and provider_id = ?)")
                .param(provider.tenant().value())
                .param(provider.id())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    void remove(IdentityProvider provider) {
        jdbc.sql("delete from identity_provider where tenant_id = ? and id = ?")
                .param(provider.tenant().value())
                .param(provider.id())
                .update();
        feed.append(provider.tenant(), KIND, ALL);
    }

    /// Its client secret; empty when it has none.
    Optional<String> secret(IdentityProvider provider) {
        return jdbc.sql("select sealed_secret from identity_provider"
                        + " where tenant_id = ? and id = ? and sealed_secret is not null")
                .param(provider.tenant().value())
                .param(provider.id())
                .query((row, _) ->
                        row.getBytes(1)) // opened with the connection given back, since that may take another
                .optional()
                .map(kept ->
                        new String(sealed.open(provider.tenant(), place(provider.id()), kept), StandardCharsets.UTF_8));
    }

    private byte @Nullable [] seal(TenantId tenant, UUID id, ProviderDocument document) {
        String secret = document.clientSecret();
        return secret == null ? null : sealed.seal(tenant, place(id), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String place(UUID id) {
        return "identity-provider/" + id;
    }

    /// One that a later release does not accept any more must not take the others of its tenant along.
    private static IdentityProvider.Settings settings(ProviderDocument document, Optional<String> xml) {
        try {
            return document.read(xml.map(IdentityProviderMetadata::read));
        } catch (InvalidSamlException refused) {
            return document.unreadable(refused.reason());
        } catch (InvalidFieldException refused) {
            return document.unreadable(refused.field() + ": " + refused.getMessage());
        }
    }

    private Stored read(ResultSet row, int number) throws SQLException {
        ProviderDocument document = json.readValue(row.getString("document"), ProviderDocument.class);
        String xml = row.getString("metadata");
        return new Stored(
                new IdentityProvider(
                        new TenantId(row.getString("tenant_id")),
                        row.getObject("id", UUID.class),
                        settings(document, Optional.ofNullable(xml)),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("updated_at").toInstant(),
                        row.getLong("version")),
                document,
                row.getBytes("sealed_secret") != null,
                xml == null
                        ? null
                        : new Metadata(xml, row.getTimestamp("metadata_read_at").toInstant()));
    }
}
