package io.lightwave.token.replay;

import io.lightwave.directory.GroupCommit;
import io.lightwave.directory.RecurringTask;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Provides [UsedJwts].
@Configuration(proxyBeanMethods = false)
public class ReplayConfiguration {
    private static final Duration FORGETTING = Duration.ofMinutes(1);

    /// Depends on `JdbcClient` too, so that it starts after the migrations.
    @Bean(initMethod = "start", destroyMethod = "close")
    GroupCommit<UsedJwt, Boolean> usedJwtGroupCommit(DataSource dataSource, JdbcClient jdbc) {
        return new GroupCommit<>("used-jwt-writer", "the record of used JWTs", dataSource, UsedJwtInsert::write);
    }

    @Bean
    UsedJwts usedJwts(GroupCommit<UsedJwt, Boolean> writer, JdbcClient database, InstantSource clock) {
        return new UsedJwts(writer, database, clock);
    }

    @Bean
    RecurringTask usedJwtForgetting(UsedJwts used) {
        return new RecurringTask("used-jwt-forgetting", FORGETTING, used::forget);
    }
}
