package io.lightwave.server.idempotency;

import io.lightwave.directory.Audit;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SealedKeys;
import io.lightwave.server.web.Problems;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.ConfigurableTransactionManager;
import tools.jackson.databind.ObjectMapper;

/// Requests that are made once.
@Configuration(proxyBeanMethods = false)
public class IdempotencyConfiguration {
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

    @Bean
    IdempotentRequests idempotentRequests(JdbcClient jdbc, SealedKeys seals, ObjectMapper mapper, InstantSource clock) {
        return new IdempotentRequests(jdbc, seals, mapper, clock);
    }

    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(
            IdempotentRequests requests, ConfigurableTransactionManager transactions, Problems problems, Audit audit) {
        var commits = new Commits();
        transactions.addListener(commits);
        var registration = new FilterRegistrationBean<>(new IdempotencyFilter(requests, commits, problems, audit));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 20); // behind the gate, which proves the caller
        return registration;
    }

    @Bean
    RecurringTask idempotencySweep(IdempotentRequests requests) {
        return new RecurringTask("idempotency-sweep", BETWEEN_SWEEPS, requests::removeEnded);
    }
}
