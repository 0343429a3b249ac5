package io.lightwave.workload.cluster;

import io.lightwave.directory.Egress;
import io.lightwave.workload.issuer.ReviewCredentials;
import io.lightwave.workload.issuer.TrustedIssuers;
import io.lightwave.workload.recognition.Examination;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class ClusterConfiguration {

    @Bean
    ClusterApi clusterApi(Egress egress, ReviewCredentials credentials) {
        return new ClusterApi(egress, credentials);
    }

    @Bean
    ClusterPods clusterPods(TrustedIssuers issuers, ClusterApi api, InstantSource clock) {
        return new ClusterPods(issuers, api, clock);
    }

    @Bean
    NodeEvidence nodeEvidence(Examination examination, ClusterApi api) {
        return new NodeEvidence(examination, api);
    }
}
