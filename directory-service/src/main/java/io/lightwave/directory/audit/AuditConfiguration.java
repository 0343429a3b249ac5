package io.lightwave.directory.audit;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditStream;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.GroupCommit;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SealedKeys;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Provides [io.lightwave.directory.Audit] and [AuditTrail]. The writer holds one connection of the pool for as long as
/// it lives.
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    @Bean
    AuditRows auditRows(InstantSource clock, SecureRandom random) {
        return new AuditRows(clock, random);
    }

    /// Depends on `JdbcClient` too, so that it starts after the migrations.
    @Bean(initMethod = "begin")
    AuditSealer auditSealer(
            DataSource dataSource,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            SealedKeys keys,
            InstantSource clock) {
        return new AuditSealer(dataSource, new TransactionTemplate(transactions), keys, clock);
    }

    @Bean
    RecurringTask auditSealing(AuditSealer sealer) {
        return new RecurringTask("audit-sealing", AuditSealer.INTERVAL, sealer::seal);
    }

    /// Depends on the sealer, which says under which epoch events are recorded.
    @Bean(initMethod = "startConnected", destroyMethod = "close")
    GroupCommit<AuditRow, AuditRow> auditGroupCommit(DataSource dataSource, AuditSealer sealer) {
        return new GroupCommit<>("audit-writer", "the audit trail", dataSource, (connection, rows, again) -> {
            AuditInsert.write(connection, rows, again);
            return rows;
        });
    }

    @Bean(destroyMethod = "close")
    AuditLog audit(
            AuditRows rows, GroupCommit<AuditRow, AuditRow> groupCommit, DataSource dataSource, InstantSource clock) {
        return new AuditLog(rows, new RefusalBudget(clock), groupCommit, dataSource);
    }

    @Bean
    AuditRetention auditRetention(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            SealedKeys keys,
            Audit audit,
            InstantSource clock) {
        return new AuditRetention(jdbc, new TransactionTemplate(transactions), keys, audit, clock);
    }

    @Bean
    RecurringTask auditRemoval(AuditRetention retention) {
        return new RecurringTask("audit-removal", AuditRetention.INTERVAL, retention::removeTheOld);
    }

    @Bean
    AuditTrail auditTrail(
            JdbcClient jdbc, PlatformTransactionManager transactions, SealedKeys keys, AuditRetention retention) {
        var snapshot = new TransactionTemplate(transactions);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        return new StoredAuditTrail(jdbc, new AuditVerification(jdbc, snapshot, keys), retention);
    }

    @Bean
    AuditStream auditStream(JdbcClient jdbc, SecureRandom random) {
        return new StoredAuditStream(jdbc, new UUID(random.nextLong(), random.nextLong()));
    }
}
