package io.lightwave.ca.profile;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class ProfileConfiguration {

    @Bean
    ProfileStore certificateProfileStore(JdbcClient jdbc, ObjectMapper json) {
        return new ProfileStore(jdbc, json);
    }

    @Bean
    Profiles certificateProfiles(ProfileStore store, ChangeFeed feed) {
        return new Profiles(store, feed);
    }

    @Bean
    ProfilesEndpoint certificateProfilesEndpoint(
            ProfileStore store,
            Profiles profiles,
            TransactionTemplate transaction,
            Audit audit,
            InstantSource clock,
            ObjectMapper json) {
        return new ProfilesEndpoint(store, profiles, transaction, audit, clock, json);
    }
}
