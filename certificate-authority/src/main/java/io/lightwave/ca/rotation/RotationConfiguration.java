package io.lightwave.ca.rotation;

import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.AuthorityProvisioning;
import io.lightwave.ca.authority.AuthorityRequests;
import io.lightwave.ca.authority.Succession;
import io.lightwave.ca.authority.Zones;
import io.lightwave.ca.revocation.AuthorityRevocation;
import io.lightwave.directory.Audit;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class RotationConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration SCHEDULED = Duration.ofHours(1);

    @Bean
    RotationStore authorityRotationStore(JdbcClient jdbc) {
        return new RotationStore(jdbc);
    }

    @Bean
    Rotations authorityRotations(
            RotationStore store,
            Succession succession,
            AuthorityRequests requests,
            AuthorityRevocation revocation,
            Tenants tenants,
            Audit audit,
            TransactionTemplate transaction,
            InstantSource clock) {
        return new Rotations(store, succession, requests, revocation, tenants.system(), audit, transaction, clock);
    }

    @Bean
    AuthoritiesEndpoint authoritiesEndpoint(
            Authorities authorities,
            Rotations rotations,
            RotationStore store,
            Tenants tenants,
            CertificateAuthoritySettings settings) {
        return new AuthoritiesEndpoint(authorities, rotations, store, tenants.system(), settings);
    }

    @Bean
    AuthorityRequestsEndpoint authorityRequestsEndpoint(
            AuthorityRequests requests, Rotations rotations, TransactionTemplate transaction, Audit audit) {
        return new AuthorityRequestsEndpoint(requests, rotations, transaction, audit);
    }

    @Bean
    AuthorityNamesEndpoint authorityNamesEndpoint(
            Zones zones, Tenants tenants, TransactionTemplate transaction, Audit audit, InstantSource clock) {
        return new AuthorityNamesEndpoint(zones, tenants.system(), transaction, audit, clock);
    }

    @Bean
    Schedule authoritySchedule(
            Tenants tenants,
            Authorities authorities,
            AuthorityProvisioning provisioning,
            Rotations rotations,
            InstantSource clock) {
        return new Schedule(tenants, authorities, provisioning, rotations, clock);
    }

    @Bean
    RecurringTask authorityRotationTask(Rotations rotations) {
        return new RecurringTask("authority-rotation", INTERVAL, rotations::tend);
    }

    @Bean
    RecurringTask authorityScheduleTask(Schedule schedule) {
        return new RecurringTask("authority-schedule", SCHEDULED, schedule::run);
    }
}
