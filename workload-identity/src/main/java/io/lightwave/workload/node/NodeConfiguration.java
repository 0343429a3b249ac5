package io.lightwave.workload.node;

import io.lightwave.ca.AttestedCertificates;
import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.CertificateHolders;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.workload.authority.NodeCertificates;
import io.lightwave.workload.cluster.NodeEvidence;
import io.lightwave.workload.consent.OperatorConsent;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class NodeConfiguration {

    @Bean
    NodeKeys nodeKeys(JdbcClient jdbc, ChangeFeed feed) {
        return new NodeKeys(jdbc, feed);
    }

    @Bean
    JoinedNodes joinedNodes(NodeKeys keys, ActivePrincipals principals) {
        return new JoinedNodes(keys, principals);
    }

    @Bean
    JoinTokens joinTokens(JdbcClient jdbc, InstantSource clock) {
        return new JoinTokens(jdbc, clock);
    }

    @Bean
    SubjectEnded endedNodes(NodeKeys keys, AttestedCertificates certificates) {
        return new EndedNodes(keys, certificates);
    }

    @Bean
    NodeGate nodeGate(CertificateHolders holders, NodeKeys keys, ActivePrincipals principals, Audit audit) {
        return new NodeGate(holders, keys, principals, audit);
    }

    @Bean
    JoinTokensEndpoint joinTokensEndpoint(
            TransactionTemplate transaction,
            JoinTokens tokens,
            OperatorConsent consent,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new JoinTokensEndpoint(transaction, tokens, consent, audit, clock, random);
    }

    @Bean
    JoinEndpoint joinEndpoint(
            TransactionTemplate transaction,
            JoinTokens tokens,
            NodeEvidence evidence,
            NodeCertificates certificates,
            NodeKeys keys,
            AttestedCertificates attested,
            Subjects subjects,
            ActivePrincipals principals,
            CertificateAuthority authority,
            Audit audit,
            InstantSource clock) {
        return new JoinEndpoint(new Joining(
                transaction,
                tokens,
                evidence,
                certificates,
                keys,
                attested,
                subjects,
                principals,
                authority,
                audit,
                clock));
    }

    @Bean
    RenewalEndpoint nodeRenewalEndpoint(
            NodeGate gate, NodeKeys keys, TransactionTemplate transaction, CertificateAuthority authority) {
        return new RenewalEndpoint(gate, keys, transaction, authority);
    }

    @Bean
    NodesEndpoint nodesEndpoint(
            TransactionTemplate transaction,
            Subjects subjects,
            NodeKeys keys,
            AttestedCertificates certificates,
            Audit audit,
            ObjectMapper json) {
        return new NodesEndpoint(transaction, subjects, keys, certificates, audit, json);
    }
}
