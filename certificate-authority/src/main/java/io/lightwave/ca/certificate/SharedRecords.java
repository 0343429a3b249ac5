package io.lightwave.ca.certificate;

import io.lightwave.ca.template.KeyType;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Gathering;
import io.lightwave.directory.TenantId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes down what several callers are about to sign, and what others have signed, in one transaction: a commit costs
/// as much as many records. It waits for no lock that somebody else holds, and refuses nothing: what it passes over,
/// because a holder has ended, a key is compromised or a row is being changed, [CertificateRecords] decides alone.
final class SharedRecords implements AutoCloseable {
    private static final String INTENTS = """
        with wanted as materialized (
            select tenant_id, id, authority, serial, holder_id, profile, subject, spiffe_id, names, key_hash,
                   timestamptz 'epoch' + from_micros * interval '1 microsecond' as not_before,
                   timestamptz 'epoch' + to_micros * interval '1 microsecond' as not_after,
                   timestamptz 'epoch' + created_micros * interval '1 microsecond' as created_at, renews, shard, evidence,
                   attester_id
              from unnest((select ?::text[]), (select ?::uuid[]), (select ?::text[]), (select ?::text[]),
                    (select ?::uuid[]), (select ?::text[]), (select ?::text[]), (select ?::text[]),
                    (select ?::text[]), (select ?::bytea[]), (select ?::bigint[]), (select ?::bigint[]),
                    (select ?::bigint[]), (select ?::uuid[]), (select ?::int[]), (select ?::text[]),
                    (select ?::uuid[]))
                    as row (tenant_id, id, authority, serial, holder_id, profile, subject, spiffe_id, names, key_hash,
                    from_micros, to_micros, created_micros, renews, shard, evidence, attester_id)),
        active as materialized (
            select tenant_id, holder_id from ca_holder h
             where (tenant_id, holder_id) in (
                select tenant_id, holder_id from wanted union all select tenant_id, attester_id from wanted)
               and state = 'ACTIVE'
               for share skip locked)
        insert into ca_certificate (tenant_id, id, authority, serial, holder_id, profile, subject, spiffe_id, names,
            key_hash, not_before, not_after, created_at, renews, shard, evidence, attester_id)
        select tenant_id, id, authority, serial, holder_id, profile, subject, spiffe_id,
               string_to_array(names, chr(10)), key_hash, not_before, not_after, created_at, renews, shard,
               evidence, attester_id
          from wanted
         where (holder_id is null or (tenant_id, holder_id) in (select tenant_id, holder_id from active))
           and (attester_id is null or (tenant_id, attester_id) in (select tenant_id, holder_id from active)
                and not exists (select 1 from ca_ended_attester e where e.tenant_id = wanted.tenant_id
                                   and e.attester_id = wanted.attester_id))
           and not exists (select 1 from ca_certificate c where c.tenant_id = wanted.tenant_id
                              and c.key_hash = wanted.key_hash and c.revocation_reason = 'keyCompromise')
        returning id\
        """;

    private static final String SIGNED = """
        with made as materialized (
            select tenant_id, id, certificate, fingerprint
              from unnest((select ?::text[]), (select ?::uuid[]), (select ?::bytea[]), (select ?::text[]))
                    as row (tenant_id, id, certificate, fingerprint)),
        free as materialized (
            select c.tenant_id, c.id from ca_certificate c
              join made on made.tenant_id = c.tenant_id and made.id = c.id
              join ca_authority a on a.tenant_id = c.tenant_id and a.name = c.authority
             where c.revoked_at is null and a.state not in ('RETIRED', 'COMPROMISED')
               for update of c skip locked)
        insert into ca_signed_certificate (tenant_id, id, certificate, fingerprint)
        select tenant_id, id, certificate, fingerprint from made join free using (tenant_id, id)
        returning id\
        """;

    private final DataSource dataSource;
    private final TransactionTemplate transaction;
    private final Audit audit;
    private final ChangeFeed feed;
    private final Gathering<Entry> gathering = new Gathering<>("certificate-records", this::store);

    SharedRecords(DataSource dataSource, TransactionTemplate transaction, Audit audit, ChangeFeed feed) {
        this.dataSource = dataSource;
        this.transaction = transaction;
        this.audit = audit;
        this.feed = feed;
    }

    void start() {
        gathering.start();
    }

    sealed interface Entry {}

    /// What is about to be signed.
    record Intent(CertificateEntity entity, KeyType key) implements Entry {}

    /// What was signed, with its audit event.
    static final class Signed implements Entry {
        private final TenantId tenant;
        private final UUID id;
        private final byte[] certificate;
        private final String fingerprint;
        private final AuditEvent event;

        Signed(TenantId tenant, UUID id, byte[] certificate, String fingerprint, AuditEvent event) {
            this.tenant = tenant;
            this.id = id;
            this.certificate = certificate;
            this.fingerprint = fingerprint;
            this.event = event;
        }
    }

    /// Whether it has been written, durably; if not, nothing has happened. An RSA key is compared with others, which
    /// takes its time: it goes alone, and so does what joins a caller's transaction.
    ///
    /// @throws org.springframework.transaction.TransactionException when that is not known
    boolean make(Entry entry) {
        return !(entry instanceof Intent intent && intent.key() == KeyType.RSA)
                && !TransactionSynchronizationManager.isActualTransactionActive()
                && gathering.join(entry);
    }

    private List<Entry> store(List<Entry> entries) {
        var intents = entries.stream()
                .filter(Intent.class::isInstance)
                .map(entry -> ((Intent) entry).entity())
                .toList();
        var signed = entries.stream()
                .filter(Signed.class::isInstance)
                .map(Signed.class::cast)
                .toList();
        Set<UUID> written = new HashSet<>();
        transaction.executeWithoutResult(status -> {
            Connection connection = DataSourceUtils.getConnection(dataSource);
            try {
                if (!signed.isEmpty()) {
                    Set<UUID> kept = keepSigned(connection, signed);
                    signed.stream().filter(one -> kept.contains(one.id)).forEach(one -> audit.recordChange(one.event));
                    announce(signed.stream().filter(one -> kept.contains(one.id)));
                    written.addAll(kept);
                }
                if (!intents.isEmpty()) {
                    written.addAll(keepIntents(connection, intents));
                }
            } catch (SQLException | DataAccessException e) { // because of one of them: each finds out alone
                status.setRollbackOnly();
                written.clear();
            } finally {
                DataSourceUtils.releaseConnection(connection, dataSource);
            }
        });
        return entries.stream().filter(entry -> written.contains(idOf(entry))).toList();
    }

    /// All of a tenant by one entry.
    private void announce(Stream<Signed> kept) {
        kept.collect(Collectors.groupingBy(
                        one -> one.tenant, Collectors.mapping(one -> one.id.toString(), Collectors.joining(","))))
                .forEach((tenant, ids) -> feed.append(tenant, CertificateRecords.SIGNED, ids));
    }

    private static UUID idOf(Entry entry) {
        return switch (entry) {
            case Intent intent -> intent.entity().id.id();
            case Signed signed -> signed.id;
        };
    }

    private static Set<UUID> keepIntents(Connection connection, List<CertificateEntity> all) throws SQLException {
        try (var statement = connection.prepareStatement(INTENTS)) {
            var columns = new Columns<>(connection, statement, all);
            columns.add("text", entity -> entity.id.tenantId());
            columns.add("uuid", entity -> entity.id.id());
            columns.add("text", entity -> entity.authority);
            columns.add("text", entity -> entity.serial);
            columns.add("uuid", entity -> entity.holderId);
            columns.add("text", entity -> entity.profile);
            columns.add("text", entity -> entity.subject);
            columns.add("text", entity -> entity.spiffeId);
            columns.add("text", entity -> String.join("\n", entity.names)); // linted: no name has one in it
            columns.octets(entity -> entity.keyHash);
            columns.add("bigint", entity -> micros(entity.notBefore));
            columns.add("bigint", entity -> micros(entity.notAfter));
            columns.add("bigint", entity -> micros(entity.createdAt));
            columns.add("uuid", entity -> entity.renews);
            columns.add("int", entity -> entity.shard);
            columns.add("text", entity -> entity.evidence);
            columns.add("uuid", entity -> entity.attesterId);
            return ids(statement);
        }
    }

    private static Set<UUID> keepSigned(Connection connection, List<Signed> all) throws SQLException {
        try (var statement = connection.prepareStatement(SIGNED)) {
            var columns = new Columns<>(connection, statement, all);
            columns.add("text", one -> one.tenant.value());
            columns.add("uuid", one -> one.id);
            columns.octets(one -> one.certificate);
            columns.add("text", one -> one.fingerprint);
            return ids(statement);
        }
    }

    private static Set<UUID> ids(PreparedStatement statement) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    /// A statement's parameters, each the array of one column.
    private static final class Columns<T> {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<T> rows;
        private int count;

        Columns(Connection connection, PreparedStatement statement, List<T> rows) {
            this.connection = connection;
            this.statement = statement;
            this.rows = rows;
        }

        void add(String type, Function<T, @Nullable Object> column) throws SQLException {
            List<@Nullable Object> values = new ArrayList<>();
            rows.forEach(row -> values.add(column.apply(row)));
            set(connection.createArrayOf(type, values.toArray()));
        }

        void octets(Function<T, byte[]> column) throws SQLException {
            set(connection.createArrayOf("bytea", rows.stream().map(column).toArray(byte[][]::new)));
        }

        private void set(Array array) throws SQLException {
            statement.setArray(++count, array);
        }
    }

    @Override
    public void close() {
        gathering.close();
    }
}
