package io.lightwave.token.passwordlink;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Epochs;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.mail.Address;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The links that are out: one for each person at most, good until it is used, its time is over, or the person is
/// disabled, gets another password or another address than it went to.
final class PasswordLinks {
    private final JdbcClient jdbc;
    private final ActivePrincipals principals;
    private final InstantSource clock;
    private final SecureRandom random;

    PasswordLinks(JdbcClient jdbc, ActivePrincipals principals, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.principals = principals;
        this.clock = clock;
        this.random = random;
    }

    /// A link that has been used up, whose password can still turn out not to be acceptable.
    ///
    /// @param address where it went; null when that was not noted
    record Taken(ActivePrincipal person, @Nullable String address, Instant until) {}

    /// Gives the secret of a new link; the person's earlier one is worth nothing any more.
    ///
    /// @param to where it goes
    OpaqueSecret make(ActivePrincipal person, Address to, Duration lifetime) {
        OpaqueSecret secret = OpaqueSecret.random(random);
        keep(person, to, secret, clock.instant().plus(lifetime));
        return secret;
    }

    private void keep(ActivePrincipal person, Address to, OpaqueSecret secret, Instant until) {
        jdbc.sql("""
                insert into password_link (tenant_id, subject_id, link_hash, tenant_epoch, subject_epoch, expires_at,
                    address)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant_id, subject_id) do update set link_hash = excluded.link_hash,
                    tenant_epoch = excluded.tenant_epoch, subject_epoch = excluded.subject_epoch,
                    expires_at = excluded.expires_at, address = excluded.address""")
                .param(person.tenant().value())
                .param(person.id().value())
                .param(secret.hash())
                .param(person.epochs().tenant())
                .param(person.epochs().subject())
                .param(Timestamp.from(until))
                .param(to.text())
                .update();
    }

    /// Whose it is; empty when it is none, or none any more.
    Optional<ActivePrincipal> find(TenantId tenant, OpaqueSecret secret) {
        return jdbc.sql("select * from password_link where tenant_id = ? and link_hash = ? and expires_at > ?")
                .param(tenant.value())
                .param(secret.hash())
                .param(Timestamp.from(clock.instant()))
                .query(PasswordLinks::read)
                .optional()
                .flatMap(row -> standing(tenant, row))
                .map(Taken::person);
    }

    /// Uses it up, on whichever node.
    Optional<Taken> take(TenantId tenant, OpaqueSecret secret) {
        return jdbc.sql(
                        "delete from password_link where tenant_id = ? and link_hash = ? and expires_at > ? returning *")
                .param(tenant.value())
                .param(secret.hash())
                .param(Timestamp.from(clock.instant()))
                .query(PasswordLinks::read)
                .optional()
                .flatMap(row -> standing(tenant, row));
    }

    /// Lets it be used again, after a password that was not acceptable: unless another link has been made since.
    void giveBack(Taken taken, OpaqueSecret secret) {
        jdbc.sql("""
                insert into password_link (tenant_id, subject_id, link_hash, tenant_epoch, subject_epoch, expires_at,
                    address)
                values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")
                .param(taken.person().tenant().value())
                .param(taken.person().id().value())
                .param(secret.hash())
                .param(taken.person().epochs().tenant())
                .param(taken.person().epochs().subject())
                .param(Timestamp.from(taken.until()))
                .param(taken.address())
                .update();
    }

    void forget(TenantId tenant, SubjectId person) {
        jdbc.sql("delete from password_link where tenant_id = ? and subject_id = ?")
                .param(tenant.value())
                .param(person.value())
                .update();
    }

    /// Forgets all that has expired, of whichever tenant.
    int forgetExpired() {
        return jdbc.sql("delete from password_link where expires_at <= ?")
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private Optional<Taken> standing(TenantId tenant, Row row) {
        return principals
                .find(tenant, row.person())
                .filter(person -> person.epochs().equals(row.epochs()))
                .filter(person -> isReachedAt(person, row.address()))
                .map(person -> new Taken(person, row.address(), row.until()));
    }

    private static boolean isReachedAt(ActivePrincipal person, @Nullable String address) { // null: it was not noted
        return address == null || Mailer.addressOf(person).map(Address::text).equals(Optional.of(address));
    }

    /// @param address null of a link from before it was noted
    private record Row(
            SubjectId person, Epochs epochs, @Nullable String address, Instant until) {}

    private static Row read(ResultSet row, int number) throws SQLException {
        return new Row(
                new SubjectId(row.getObject("subject_id", UUID.class)),
                new Epochs(row.getLong("tenant_epoch"), row.getLong("subject_epoch")),
                row.getString("address"),
                row.getTimestamp("expires_at").toInstant());
    }
}
