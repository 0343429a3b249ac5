package io.lightwave.token.saml.idp;

import io.lightwave.directory.Audit;
import io.lightwave.directory.SealedKeys;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.session.Sessions;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The identity provider.
@Configuration(proxyBeanMethods = false)
public class IdentityProviderConfiguration {

    @Bean
    Waiting waitingSamlRequests(SealedKeys secrets, InstantSource clock) {
        return new Waiting(secrets, clock);
    }

    @Bean
    NameIds nameIds(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        return new NameIds(jdbc, clock, random);
    }

    @Bean
    SignOn samlSignOn(
            Sessions sessions,
            NameIds names,
            SamlKeys keys,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new SignOn(sessions, names, keys, new Responses(random), transactions, audit, clock);
    }

    @Bean
    SignOnEndpoint samlSignOnEndpoint(
            ActiveTenants tenants,
            ServiceProviders providers,
            SignOn signOn,
            Waiting waiting,
            Sessions sessions,
            Pages pages,
            Audit audit,
            InstantSource clock) {
        return new SignOnEndpoint(
                tenants, new AuthnRequests(providers, waiting, clock), signOn, waiting, sessions, pages, audit);
    }

    @Bean
    SamlMetadataEndpoint samlMetadataEndpoint(ActiveTenants tenants, SamlKeys keys, InstantSource clock) {
        return new SamlMetadataEndpoint(tenants, keys, clock);
    }
}
