package io.lightwave.workload.svid;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Attestations;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.OpenStreams;
import io.lightwave.workload.bundle.Bundles;
import io.lightwave.workload.cluster.ClusterPods;
import io.lightwave.workload.federation.Federations;
import io.lightwave.workload.jwtsvid.JwtSvids;
import io.lightwave.workload.node.JoinedNodes;
import io.lightwave.workload.node.NodeGate;
import io.lightwave.workload.workload.NodeRules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class SvidConfiguration {

    @Bean
    OpenStreams openStreams(ChangeFeed feed) {
        return new OpenStreams(feed);
    }

    @Bean
    GrantedRules grantedRules(NodeRules rules, ClusterPods pods) {
        return new GrantedRules(rules, pods);
    }

    @Bean
    Attestations attestations(JoinedNodes nodes, GrantedRules rules) {
        return new NodeAttestations(nodes, rules);
    }

    @Bean
    StateEndpoint nodeStateEndpoint(
            NodeGate gate,
            GrantedRules rules,
            ActivePrincipals principals,
            Bundles bundles,
            Federations federations,
            OpenStreams open) {
        return new StateEndpoint(gate, rules, principals, bundles, federations, open, OpenStreams.Pace.USUAL);
    }

    @Bean
    SvidEndpoint svidEndpoint(
            NodeGate gate,
            GrantedRules rules,
            ActivePrincipals principals,
            CertificateAuthority authority,
            JwtSvids jwtSvids,
            Audit audit) {
        return new SvidEndpoint(gate, rules, principals, authority, jwtSvids, audit);
    }
}
