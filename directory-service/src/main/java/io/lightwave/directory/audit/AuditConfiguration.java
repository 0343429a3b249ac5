package io.lightwave.directory.audit;

import io.lightwave.directory.AuditTrail;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Provides [io.lightwave.directory.Audit] and [AuditTrail]. The writer holds one connection of the pool for as long as
/// it lives.
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    @Bean
    AuditRows auditRows(InstantSource clock, SecureRandom random) {
        return new AuditRows(clock, random);
    }

    /// Depends on `JdbcClient` too, so that it starts after the migrations.
    @Bean(initMethod = "start", destroyMethod = "close")
    GroupCommit auditGroupCommit(DataSource dataSource, JdbcClient jdbc) {
        return new GroupCommit(dataSource);
    }

    @Bean(destroyMethod = "close")
    AuditLog audit(AuditRows rows, GroupCommit groupCommit, DataSource dataSource, InstantSource clock) {
        return new AuditLog(rows, new RefusalBudget(clock), groupCommit, dataSource);
    }

    @Bean
    AuditTrail auditTrail(JdbcClient jdbc) {
        return new StoredAuditTrail(jdbc);
    }
}
