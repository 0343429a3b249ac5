package io.lightwave.token.saml.idp;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.session.Session;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// By what service providers know people (SAML core §8.3). Writes join the caller's transaction.
final class NameIds {
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final SecureRandom random;

    NameIds(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.random = random;
    }

    record NameId(String name, NameIdFormat format) {}

    /// What the person is called in this session; empty when they have no name of that format.
    Optional<NameId> of(ServiceProvider provider, ActivePrincipal person, Session session, NameIdFormat format) {
        return switch (format) {
            case PERSISTENT -> Optional.of(new NameId(persistent(provider, person.id()), format));
            case TRANSIENT -> Optional.of(new NameId(transientName(provider, session), format));
            case EMAIL_ADDRESS ->
                person.subject().attributes().getOrDefault("mail", List.of()).stream()
                        .findFirst()
                        .map(mail -> new NameId(mail, format));
            case UNSPECIFIED -> Optional.of(new NameId(person.name(), format));
        };
    }

    /// Notes how the session is known to the service provider, for their logout.
    void remember(Session session, ServiceProvider provider, NameId name) {
        jdbc.sql("""
                insert into saml_participant (tenant_id, session_id, service_provider_id, name_id, name_id_format)
                values (?, ?, ?, ?, ?)
                on conflict (tenant_id, session_id, service_provider_id)
                    do update set name_id = excluded.name_id, name_id_format = excluded.name_id_format""")
                .param(session.tenant().value())
                .param(session.id())
                .param(provider.id())
                .param(name.name())
                .param(name.format().name())
                .update();
    }

    private String persistent(ServiceProvider provider, SubjectId person) {
        TenantId tenant = provider.tenant();
        return find(provider, person).orElseGet(() -> {
            jdbc.sql("insert into saml_name_id (tenant_id, service_provider_id, subject_id, name_id, created_at)"
                            + " values (?, ?, ?, ?, ?) on conflict do nothing")
                    .param(tenant.value())
                    .param(provider.id())
                    .param(person.value())
                    .param(fresh())
                    .param(Timestamp.from(clock.instant()))
                    .update();
            return find(provider, person)
                    .orElseThrow(() -> new IllegalStateException("a NameID just made is not there"));
        });
    }

    private Optional<String> find(ServiceProvider provider, SubjectId person) {
        return jdbc.sql("select name_id from saml_name_id"
                        + " where tenant_id = ? and service_provider_id = ? and subject_id = ?")
                .param(provider.tenant().value())
                .param(provider.id())
                .param(person.value())
                .query((row, _) -> row.getString(1))
                .optional();
    }

    /// The same for as long as the session lasts.
    private String transientName(ServiceProvider provider, Session session) {
        UUID id = session.id();
        return jdbc.sql("select name_id from saml_participant where tenant_id = ? and session_id = ?"
                        + " and service_provider_id = ? and name_id_format = 'TRANSIENT'")
                .param(provider.tenant().value())
                .param(id)
                .param(provider.id())
                .query((row, _) -> row.getString(1))
                .optional()
                .orElseGet(this::fresh);
    }

    private String fresh() {
        return "_" + OpaqueSecret.random(random).text();
    }
}
