package io.lightwave.workload.recognition;

import io.lightwave.ca.CertificateHolders;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.workload.issuer.IssuerKeys;
import io.lightwave.workload.issuer.TrustedIssuers;
import io.lightwave.workload.jwtsvid.JwtSvids;
import io.lightwave.workload.workload.WorkloadRules;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class RecognitionConfiguration {

    @Bean
    WorkloadAssertions workloadAssertions(
            TrustedIssuers issuers,
            IssuerKeys keys,
            WorkloadRules rules,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Tenants tenants,
            Subjects subjects,
            ActivePrincipals principals,
            JwtSvids jwtSvids,
            CertificateHolders holders,
            InstantSource clock) {
        return new WorkloadRecognition(
                issuers,
                new EvidenceVerifier(keys, clock),
                rules,
                new UsedEvidence(jdbc, transaction, clock),
                tenants,
                subjects,
                principals,
                new SvidRecognition(jwtSvids, holders, tenants, subjects, principals, rules));
    }
}
