package io.lightwave.token.resource;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Subjects;
import io.lightwave.token.key.KeySupply;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
@EntityScan(basePackageClasses = ResourceConfiguration.class)
public class ResourceConfiguration {

    @Bean
    ResourceServers resourceServers(EntityManager entities, ChangeFeed feed) {
        return new ResourceServers(entities, feed);
    }

    @Bean
    Audiences audiences(ResourceServers resourceServers, Subjects subjects, ActivePrincipals principals) {
        return new Audiences(resourceServers, subjects, principals);
    }

    @Bean
    ResourceServersEndpoint resourceServersEndpoint(
            TransactionTemplate transactions,
            EntityManager entities,
            KeySupply keys,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            SecureRandom random,
            ObjectMapper json) {
        return new ResourceServersEndpoint(
                new ResourceRegistration(transactions, entities, keys, feed, audit, clock, random), json);
    }
}
