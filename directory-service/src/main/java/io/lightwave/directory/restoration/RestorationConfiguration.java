package io.lightwave.directory.restoration;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Restoration;
import io.lightwave.directory.Tenants;
import java.time.OffsetDateTime;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Provides [Restoration], and has the first start after one stand in the audit trail.
@Configuration(proxyBeanMethods = false)
public class RestorationConfiguration {

    @Bean
    Restoration restoration(JdbcClient jdbc) {
        return new Restoration(jdbc.sql("SELECT restored_at FROM restoration")
                .query((row, _) ->
                        row.getObject("restored_at", OffsetDateTime.class).toInstant())
                .optional());
    }

    @Bean
    RestorationNotice restorationNotice(
            JdbcClient jdbc, TransactionTemplate transaction, Audit audit, Tenants tenants) {
        return new RestorationNotice(jdbc, transaction, audit, tenants);
    }
}
