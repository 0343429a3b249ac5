package io.lightwave.token.saml.provider;

import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.xml.Algorithms;
import io.lightwave.token.saml.xml.InvalidSamlException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// The table of service providers. Its writes join the caller's transaction.
final class StoredServiceProviders {
    private final JdbcClient jdbc;
    private final ObjectMapper json;

    StoredServiceProviders(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /// @param entityId that of the metadata, which need not be read for it
    /// @param metadata as it came
    /// @param metadataUrl null when it was uploaded
    record Row(
            TenantId tenant,
            UUID id,
            String name,
            String entityId,
            String metadata,
            @Nullable String metadataUrl,
            Instant metadataReadAt,
            ServiceProviderSettings settings,
            boolean enabled,
            Instant createdAt,
            Instant updatedAt,
            long version) {

        /// @throws InvalidSamlException when its metadata are not accepted any more
        ServiceProvider serviceProvider() {
            return new ServiceProvider(tenant, id, name, ServiceProviderMetadata.read(metadata), settings);
        }

        /// Empty when its metadata are not accepted any more.
        Optional<ServiceProvider> readable() {
            try {
                return Optional.of(serviceProvider());
            } catch (InvalidSamlException refused) {
                return Optional.empty();
            }
        }

        private @Nullable String problem() {
            try {
                ServiceProviderMetadata.read(metadata);
                return null;
            } catch (InvalidSamlException refused) {
                return refused.reason();
            }
        }

        /// The entity tag of its representation (RFC 9110 §8.8.3).
        String entityTag() {
            return "\"" + version + "\"";
        }

        ServiceProviderView view() {
            Optional<ServiceProviderMetadata> said = readable().map(ServiceProvider::metadata);
            return new ServiceProviderView(
                    id.toString(),
                    name,
                    entityId,
                    enabled,
                    metadataUrl,
                    metadataReadAt,
                    said.flatMap(ServiceProviderMetadata::validUntil).orElse(null),
                    said.flatMap(ServiceProviderMetadata::certificatesUntil).orElse(null),
                    said.isPresent() ? null : problem(),
                    said.stream()
                            .flatMap(each -> each.consumers().stream())
                            .map(each -> each.location().toString())
                            .distinct()
                            .toList(),
                    said.map(each -> each.signingKeys().size()).orElse(0),
                    said.map(each -> each.encryptionKeys().size()).orElse(0),
                    settings.nameIdFormat(),
                    settings.attributes(),
                    settings.groups(),
                    settings.signResponse(),
                    settings.encryptAssertion(),
                    settings.requireSignedRequests(),
                    settings.oneTimeUse(),
                    settings.idpInitiated(),
                    settings.algorithms() == Algorithms.OLD_TOO,
                    createdAt,
                    updatedAt);
        }
    }

    /// False when the tenant has one of that name or entityID.
    boolean add(Row row) {
        return jdbc.sql("""
                insert into service_provider (tenant_id, id, name, entity_id, metadata, metadata_url, metadata_read_at,
                    metadata_tried_at, settings, enabled, created_at, updated_at, version)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?) on conflict do nothing""")
                        .param(row.tenant().value())
                        .param(row.id())
                        .param(row.name())
                        .param(row.entityId())
                        .param(row.metadata())
                        .param(row.metadataUrl())
                        .param(Timestamp.from(row.metadataReadAt()))
                        .param(Timestamp.from(row.metadataReadAt()))
                        .param(json.writeValueAsString(row.settings()))
                        .param(row.enabled())
                        .param(Timestamp.from(row.createdAt()))
                        .param(Timestamp.from(row.updatedAt()))
                        .param(row.version())
                        .update()
                == 1;
    }

    /// Replaces a row whose version is one less.
    boolean replace(Row row) {
        return jdbc.sql("""
                update service_provider
                   set metadata = ?, metadata_url = ?, metadata_read_at = ?, metadata_tried_at = ?, settings = ?::jsonb,
                       enabled = ?, updated_at = ?, version = ?
                 where tenant_id = ? and id = ? and version = ?""")
                        .param(row.metadata())
                        .param(row.metadataUrl())
                        .param(Timestamp.from(row.metadataReadAt()))
                        .param(Timestamp.from(row.metadataReadAt()))
                        .param(json.writeValueAsString(row.settings()))
                        .param(row.enabled())
                        .param(Timestamp.from(row.updatedAt()))
                        .param(row.version())
                        .param(row.tenant().value())
                        .param(row.id())
                        .param(row.version() - 1)
                        .update()
                == 1;
    }

    boolean delete(TenantId tenant, UUID id) {
        return jdbc.sql("delete from service_provider where tenant_id = ? and id = ?")
                        .param(tenant.value())
                        .param(id)
                        .update()
                == 1;
    }

    /// Those whose metadata has an address and was last asked for before then, each for exactly one caller.
    List<Row> takeStale(Instant before, Instant now, int most) {
        return jdbc.sql("""
                update service_provider set metadata_tried_at = ?
                 where (tenant_id, id) in (select tenant_id, id from service_provider
                                            where metadata_url is not null and metadata_tried_at < ?
                                            order by metadata_tried_at for update skip locked limit ?)
                returning *""")
                .param(Timestamp.from(now))
                .param(Timestamp.from(before))
                .param(most)
                .query(this::read)
                .list();
    }

    Optional<Row> byEntityId(TenantId tenant, String entityId) {
        return jdbc.sql("select * from service_provider where tenant_id = ? and entity_id = ?")
                .param(tenant.value())
                .param(entityId)
                .query(this::read)
                .optional();
    }

    Optional<Row> find(TenantId tenant, String idOrName) {
        return jdbc.sql("select * from service_provider where tenant_id = ? and (id::text = ? or name = ?)")
                .param(tenant.value())
                .param(idOrName)
                .param(idOrName)
                .query(this::read)
                .optional();
    }

    /// In order of name.
    List<Row> list(TenantId tenant, String after, int most) {
        return jdbc.sql("select * from service_provider where tenant_id = ? and name > ? order by name limit ?")
                .param(tenant.value())
                .param(after)
                .param(most)
                .query(this::read)
                .list();
    }

    /// Those that the settings of any of them name.
    Set<String> groups(TenantId tenant) {
        return Set.copyOf(
                jdbc.sql("""
                select distinct jsonb_array_elements_text(settings -> 'groups') from service_provider
                 where tenant_id = ? and jsonb_typeof(settings -> 'groups') = 'array'""").param(tenant.value()).query(String.class).list());
    }

    private Row read(ResultSet row, int number) throws SQLException {
        return new Row(
                new TenantId(row.getString("tenant_id")),
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("entity_id"),
                row.getString("metadata"),
                row.getString("metadata_url"),
                row.getTimestamp("metadata_read_at").toInstant(),
                json.readValue(row.getString("settings"), ServiceProviderSettings.class),
                row.getBoolean("enabled"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                row.getLong("version"));
    }
}
