package io.lightwave.token.authentication;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Throttle;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.client.ClientKeys;
import io.lightwave.token.client.Clients;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
public class AuthenticationConfiguration {

    @Bean
    ClientAuthentication clientAuthentication(
            Clients clients,
            ClientKeys keys,
            SealedKeys sealed,
            ActivePrincipals principals,
            JdbcClient database,
            InstantSource clock,
            WorkloadAssertions workloads,
            Throttle throttle,
            Audit audit) {
        return new ClientAuthentication(
                clients,
                principals,
                new ClientAssertions(keys, sealed, database, clock),
                workloads,
                throttle,
                audit,
                clock);
    }
}
