package io.lightwave.token.authorizationdetails;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.token.resource.ResourceServers;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class AuthorizationDetailsConfiguration {

    @Bean
    StoredDetailsTypes storedDetailsTypes(
            JdbcClient database, TransactionTemplate transactions, ChangeFeed feed, Audit audit) {
        return new StoredDetailsTypes(database, transactions, feed, audit);
    }

    @Bean
    DetailsTypes detailsTypes(StoredDetailsTypes stored, ResourceServers resourceServers) {
        return new DetailsTypes(stored, resourceServers);
    }

    @Bean
    DetailsTypesEndpoint detailsTypesEndpoint(
            StoredDetailsTypes stored,
            ResourceServers resourceServers,
            ObjectMapper json,
            InstantSource clock,
            SecureRandom random) {
        return new DetailsTypesEndpoint(stored, resourceServers, json, clock, random);
    }
}
