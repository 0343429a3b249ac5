package io.lightwave.token.authentication;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.Restoration;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Throttle;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.client.ClientKeys;
import io.lightwave.token.client.Clients;
import io.lightwave.token.registration.MetadataDocuments;
import io.lightwave.token.replay.UsedJwts;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class AuthenticationConfiguration {

    @Bean
    ClientAuthentication clientAuthentication(
            Clients clients,
            MetadataDocuments documents,
            ClientKeys keys,
            SealedKeys sealed,
            ActivePrincipals principals,
            ObjectProvider<CertificateTrust> trust,
            UsedJwts used,
            Restoration restoration,
            InstantSource clock,
            WorkloadAssertions workloads,
            Throttle throttle,
            Audit audit) {
        return new ClientAuthentication(
                clients,
                documents,
                principals,
                new ClientAssertions(keys, sealed, restoration, clock),
                // Without an authority, no certificate is trusted.
                new CertificateAuthentication(trust.getIfAvailable(() -> (_, _) -> Optional.empty()), keys, clock),
                workloads,
                used,
                throttle,
                audit,
                clock);
    }
}
