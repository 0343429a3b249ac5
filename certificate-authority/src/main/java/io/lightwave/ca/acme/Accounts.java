package io.lightwave.ca.acme;

import io.lightwave.ca.binding.Credential;
import io.lightwave.ca.binding.Credentials;
import io.lightwave.ca.message.MessageKey;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The accounts of every tenant.
final class Accounts {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Credentials credentials;
    private final Audit audit;
    private final InstantSource clock;

    Accounts(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Credentials credentials,
            Audit audit,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.credentials = credentials;
        this.audit = audit;
        this.clock = clock;
    }

    Optional<Account> find(TenantId tenant, UUID id) {
        return jdbc.sql("select * from acme_account where tenant_id = :tenant and id = :id")
                .param("tenant", tenant.value())
                .param("id", id)
                .query((row, _) -> account(row))
                .optional();
    }

    Optional<Account> find(TenantId tenant, MessageKey key) {
        return jdbc.sql("select * from acme_account where tenant_id = :tenant and thumbprint = :thumbprint")
                .param("tenant", tenant.value())
                .param("thumbprint", key.thumbprint())
                .query((row, _) -> account(row))
                .optional();
    }

    /// Makes one, using up the credential. Empty when the credential is used up or has expired, or the key is another
    /// account's.
    Optional<Account> make(
            TenantId tenant, Credential credential, MessageKey key, List<String> contacts, Origin origin) {
        var account = new Account(
                UUID.randomUUID(), credential.id(), credential.subject(), key, contacts, Account.Status.VALID);
        boolean made = transaction.execute(status -> {
            boolean done = credentials.use(tenant, credential.id(), account.id()) && insert(tenant, account);
            if (done) {
                audit.recordChange(event(tenant, account, "acme.account.create", origin));
            } else {
                status.setRollbackOnly();
            }
            return done;
        });
        return made ? Optional.of(account) : Optional.empty();
    }

    private boolean insert(TenantId tenant, Account account) {
        return jdbc.sql("""
                        insert into acme_account (tenant_id, id, credential_id, subject_id, thumbprint, public_key,
                                                  contacts, status, created_at)
                        values (:tenant, :id, :credential, :subject, :thumbprint, :key, :contacts, 'VALID', :now)
                        on conflict do nothing""")
                        .param("tenant", tenant.value())
                        .param("id", account.id())
                        .param("credential", account.credential())
                        .param("subject", account.subject().value())
                        .param("thumbprint", account.key().thumbprint())
                        .param("key", account.key().publicKey().getEncoded())
                        .param("contacts", account.contacts().toArray(String[]::new))
                        .param(
                                "now",
                                clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    void setContacts(TenantId tenant, Account account, List<String> contacts) {
        jdbc.sql("update acme_account set contacts = :contacts where tenant_id = :tenant and id = :id")
                .param("contacts", contacts.toArray(String[]::new))
                .param("tenant", tenant.value())
                .param("id", account.id())
                .update();
    }

    /// For good; what is unfinished ends with it (RFC 8555 §7.3.6: nothing more is done for it).
    void deactivate(TenantId tenant, Account account, Origin origin) {
        transaction.executeWithoutResult(_ -> {
            int done = jdbc.sql("""
                            update acme_account set status = 'DEACTIVATED'
                             where tenant_id = :tenant and id = :id and status = 'VALID'""")
                    .param("tenant", tenant.value())
                    .param("id", account.id())
                    .update();
            if (done == 1) {
                audit.recordChange(event(tenant, account, "acme.account.deactivate", origin));
            }
        });
    }

    /// False when another account has the new key, or this one no longer the old.
    boolean changeKey(TenantId tenant, Account account, MessageKey key, Origin origin) {
        return transaction.execute(_ -> {
            boolean changed = jdbc.sql("""
                            update acme_account set thumbprint = :thumbprint, public_key = :key
                             where tenant_id = :tenant and id = :id and thumbprint = :before
                               and not exists (select 1 from acme_account
                                                where tenant_id = :tenant and thumbprint = :thumbprint)""")
                            .param("thumbprint", key.thumbprint())
                            .param("key", key.publicKey().getEncoded())
                            .param("tenant", tenant.value())
                            .param("id", account.id())
                            .param("before", account.key().thumbprint())
                            .update()
                    == 1;
            if (changed) {
                audit.recordChange(event(tenant, account, "acme.account.key-change", origin));
            }
            return changed;
        });
    }

    private static AuditEvent event(TenantId tenant, Account account, String action, Origin origin) {
        return new AuditEvent(
                tenant,
                actor(tenant, account),
                action,
                "subject " + account.subject(),
                AuditEvent.Outcome.SUCCESS,
                "",
                origin);
    }

    static String actor(TenantId tenant, Account account) {
        return "acme-account:%s@%s".formatted(account.id(), tenant);
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getObject("credential_id", UUID.class),
                new SubjectId(row.getObject("subject_id", UUID.class)),
                MessageKey.of(row.getBytes("public_key")),
                List.of((String[]) row.getArray("contacts").getArray()),
                Account.Status.valueOf(row.getString("status")));
    }
}
