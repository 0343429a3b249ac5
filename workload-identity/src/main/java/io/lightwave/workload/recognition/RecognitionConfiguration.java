package io.lightwave.workload.recognition;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Attestations;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.Restoration;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.workload.issuer.IssuerKeys;
import io.lightwave.workload.issuer.TokenReviews;
import io.lightwave.workload.issuer.TrustedIssuers;
import io.lightwave.workload.jwtsvid.JwtSvids;
import io.lightwave.workload.workload.RuleDistances;
import io.lightwave.workload.workload.WorkloadRules;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class RecognitionConfiguration {

    @Bean
    Examination examination(
            TrustedIssuers issuers,
            IssuerKeys keys,
            TokenReviews reviews,
            Tenants tenants,
            Restoration restoration,
            InstantSource clock) {
        return new Examination(
                issuers,
                new EvidenceVerifier(keys, reviews, restoration, clock),
                new DocumentVerifier(restoration, clock),
                tenants);
    }

    @Bean
    Matching matching(WorkloadRules rules, Subjects subjects, ActivePrincipals principals) {
        return new Matching(rules, subjects, principals);
    }

    @Bean
    Refusals refusals(JdbcClient jdbc, TransactionTemplate transaction, InstantSource clock) {
        return new Refusals(jdbc, transaction, clock);
    }

    @Bean
    WorkloadAssertions workloadAssertions(
            Examination examination,
            Matching matching,
            Refusals refusals,
            WorkloadRules rules,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Tenants tenants,
            Subjects subjects,
            ActivePrincipals principals,
            JwtSvids jwtSvids,
            CertificateTrust trust,
            Attestations attestations,
            InstantSource clock) {
        return new WorkloadRecognition(
                examination,
                matching,
                rules,
                new UsedEvidence(jdbc, transaction, clock),
                refusals,
                new SvidRecognition(jwtSvids, trust, attestations, tenants, subjects, principals, rules));
    }

    @Bean
    ExplainEndpoint explainEndpoint(
            Examination examination,
            Matching matching,
            RuleDistances distances,
            TrustedIssuers issuers,
            Subjects subjects,
            Refusals refusals) {
        return new ExplainEndpoint(
                new Explaining(examination, matching, distances, issuers, subjects, refusals), refusals);
    }
}
