package io.lightwave.workload.authority;

import io.lightwave.directory.Audit;
import io.lightwave.workload.consent.OperatorConsent;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class NodeAuthorityConfiguration {

    @Bean
    NodeAuthorityStore nodeAuthorityStore(JdbcClient jdbc) {
        return new NodeAuthorityStore(jdbc);
    }

    @Bean
    NodeCertificates nodeCertificates(NodeAuthorityStore store, InstantSource clock) {
        return new NodeCertificates(store, clock);
    }

    @Bean
    NodeAuthoritiesEndpoint nodeAuthoritiesEndpoint(
            TransactionTemplate transaction,
            NodeAuthorityStore store,
            OperatorConsent consent,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        return new NodeAuthoritiesEndpoint(transaction, store, consent, audit, clock, json);
    }
}
