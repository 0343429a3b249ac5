package io.lightwave.workload.workload;

import io.lightwave.ca.AttestedCertificates;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.workload.federation.Federations;
import io.lightwave.workload.issuer.RuleGuard;
import io.lightwave.workload.issuer.TrustedIssuers;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = WorkloadEntity.class)
public class WorkloadConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @Bean
    WorkloadRules workloadRules(JdbcClient jdbc, ChangeFeed feed) {
        return new WorkloadRules(jdbc, feed);
    }

    @Bean
    RuleDistances ruleDistances(TransactionTemplate transaction, TrustedIssuers issuers, JdbcClient jdbc) {
        return new RuleDistances(transaction, issuers, jdbc);
    }

    @Bean
    NodeRules nodeRules(JdbcClient jdbc, ChangeFeed feed) {
        return new NodeRules(jdbc, feed);
    }

    @Bean
    NodeRuleStore nodeRuleStore(JdbcClient jdbc, ChangeFeed feed) {
        return new NodeRuleStore(jdbc, feed);
    }

    @Bean
    FederatedDomains federatedDomains(Federations federations, JdbcClient jdbc, ChangeFeed feed) {
        return new FederatedDomains(federations, jdbc, feed);
    }

    @Bean
    RuleGuard ruleGuard(JdbcClient jdbc, ChangeFeed feed) {
        return new RestingRules(jdbc, feed);
    }

    @Bean
    SubjectEnded endedWorkloads(JdbcClient jdbc, WorkloadRules rules, ChangeFeed feed, NodeRuleStore nodeRules) {
        return new EndedWorkloads(jdbc, rules, feed, nodeRules);
    }

    @Bean
    EndedRules endedRules(JdbcClient jdbc, Subjects subjects, AttestedCertificates certificates, InstantSource clock) {
        return new EndedRules(jdbc, subjects, certificates, clock);
    }

    @Bean
    RecurringTask endedRulesTask(EndedRules rules) {
        return new RecurringTask("ended-rules", INTERVAL, rules::tend);
    }

    @Bean
    WorkloadStore workloadStore(
            Subjects subjects, EntityManagerFactory entities, JdbcClient jdbc, NodeRuleStore nodeRules) {
        return new WorkloadStore(
                subjects, SharedEntityManagerCreator.createSharedEntityManager(entities), jdbc, nodeRules);
    }

    @Bean
    RuleRegistration ruleRegistration(
            TransactionTemplate transaction,
            WorkloadStore store,
            TrustedIssuers issuers,
            NodeRuleStore nodeRules,
            EntityManagerFactory entities,
            WorkloadRules rules,
            Audit audit,
            InstantSource clock) {
        var shared = SharedEntityManagerCreator.createSharedEntityManager(entities);
        return new RuleRegistration(transaction, store, issuers, nodeRules, shared, rules, audit, clock);
    }

    @Bean
    WorkloadsEndpoint workloadsEndpoint(
            TransactionTemplate transaction,
            Subjects subjects,
            WorkloadStore store,
            RuleRegistration rules,
            FederatedDomains federations,
            EntityManagerFactory entities,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        var shared = SharedEntityManagerCreator.createSharedEntityManager(entities);
        var registration =
                new WorkloadRegistration(transaction, subjects, store, rules, federations, shared, feed, audit, clock);
        return new WorkloadsEndpoint(registration, store, json);
    }

    @Bean
    RulesEndpoint rulesEndpoint(WorkloadStore store, RuleRegistration registration) {
        return new RulesEndpoint(store, registration);
    }
}
