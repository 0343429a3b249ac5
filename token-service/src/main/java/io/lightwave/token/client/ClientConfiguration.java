package io.lightwave.token.client;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Egress;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.token.ClientRegistry;
import io.lightwave.token.jws.RemoteKeys;
import io.lightwave.token.key.KeySupply;
import io.lightwave.token.tokenpolicy.TokenPolicies;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = ClientConfiguration.class)
public class ClientConfiguration {

    @Bean
    ClientOrigins clientOrigins(JdbcClient jdbc, ChangeFeed feed) {
        return new ClientOrigins(jdbc, feed);
    }

    @Bean
    StoredClients storedClients(EntityManager entities, ClientOrigins origins, ChangeFeed feed) {
        return new StoredClients(entities, origins, feed);
    }

    @Bean
    Clients clients(Subjects subjects, StoredClients stored) {
        return new Clients(subjects, stored);
    }

    @Bean
    ClientKeys clientKeys(Egress egress, InstantSource clock) {
        return new ClientKeys(new RemoteKeys(egress, clock));
    }

    @Bean
    ClientRegistration clientRegistration(
            TransactionTemplate transactions,
            Subjects subjects,
            StoredClients stored,
            SealedKeys sealed,
            KeySupply keys,
            Egress egress,
            TokenPolicies policies,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new ClientRegistration(
                transactions,
                subjects,
                stored,
                new NewSecrets(sealed, random),
                keys,
                new TenantRules(new SectorIdentifiers(egress), policies),
                audit,
                clock);
    }

    @Bean
    ClientRegistry clientRegistry(ClientRegistration registration) {
        return new OwnClients(registration);
    }

    @Bean
    ClientsEndpoint clientsEndpoint(ClientRegistration registration, ObjectMapper json) {
        return new ClientsEndpoint(registration, json);
    }

    @Bean
    SubjectEnded endedClients(StoredClients stored) {
        return new EndedClients(stored);
    }
}
