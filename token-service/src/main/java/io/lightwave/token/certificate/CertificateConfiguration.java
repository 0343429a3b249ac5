package io.lightwave.token.certificate;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.Egress;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.policy.FactorSupply;
import io.lightwave.token.protocol.ActiveTenants;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Certificates of people.
@Configuration(proxyBeanMethods = false)
public class CertificateConfiguration {

    @Bean
    CertificateStore certificateStore(JdbcClient jdbc) {
        return new CertificateStore(jdbc);
    }

    @Bean
    FactorSupply certificateSupply(CertificateStore store, CertificateErrands errands) {
        return new FactorSupply() {
            @Override
            public Factor factor() {
                return Factor.CERTIFICATE;
            }

            @Override
            public boolean isThere(TenantId tenant) {
                return errands.arePossible() && store.existsAny(tenant);
            }
        };
    }

    @Bean
    CertificateErrands certificateErrands(
            JdbcClient jdbc, TokenSettings settings, InstantSource clock, SecureRandom random) {
        return new CertificateErrands(jdbc, settings.mutualTlsUrl(), clock, random);
    }

    @Bean
    RecurringTask expiredCertificateErrands(CertificateErrands errands) {
        return new RecurringTask("expired-certificate-errands", Duration.ofHours(1), errands::forgetExpired);
    }

    /// Without certificate-authority no certificate is the tenant's own.
    @Bean
    Certificates certificates(
            CertificateStore store,
            ObjectProvider<CertificateTrust> trust,
            Egress egress,
            AuthenticationPolicies policies,
            ActivePrincipals principals,
            Throttle throttle,
            InstantSource clock) {
        return new Certificates(
                store,
                (tenant, certificate) -> Optional.ofNullable(trust.getIfAvailable())
                        .flatMap(authorities -> authorities.find(tenant, certificate)),
                new OutsideCertificates(new RevocationStates(egress, clock), clock),
                policies,
                principals,
                throttle,
                clock);
    }

    @Bean
    CertificateEndpoint certificateEndpoint(ActiveTenants tenants, CertificateErrands errands) {
        return new CertificateEndpoint(tenants, errands);
    }

    @Bean
    SubjectEnded forgottenCertificates(CertificateStore store) {
        return (subject, change) -> {
            if (change == SubjectEnded.Change.DELETED) {
                store.removeAll(subject.tenant(), subject.id());
            }
        };
    }
}
