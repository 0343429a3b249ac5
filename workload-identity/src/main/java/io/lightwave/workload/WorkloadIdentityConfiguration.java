package io.lightwave.workload;

import io.lightwave.workload.authority.NodeAuthorityConfiguration;
import io.lightwave.workload.bundle.BundleConfiguration;
import io.lightwave.workload.cluster.ClusterConfiguration;
import io.lightwave.workload.consent.ConsentConfiguration;
import io.lightwave.workload.federation.FederationConfiguration;
import io.lightwave.workload.issuer.IssuerConfiguration;
import io.lightwave.workload.jwtsvid.JwtSvidConfiguration;
import io.lightwave.workload.node.NodeConfiguration;
import io.lightwave.workload.recognition.RecognitionConfiguration;
import io.lightwave.workload.svid.SvidConfiguration;
import io.lightwave.workload.workload.WorkloadConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The whole module: identity-server imports this one class.
@Configuration(proxyBeanMethods = false)
@Import({
    BundleConfiguration.class,
    ClusterConfiguration.class,
    ConsentConfiguration.class,
    FederationConfiguration.class,
    IssuerConfiguration.class,
    JwtSvidConfiguration.class,
    NodeAuthorityConfiguration.class,
    NodeConfiguration.class,
    RecognitionConfiguration.class,
    SvidConfiguration.class,
    WorkloadConfiguration.class
})
public class WorkloadIdentityConfiguration {}
