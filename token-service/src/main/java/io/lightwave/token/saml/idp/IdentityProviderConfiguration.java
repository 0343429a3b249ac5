package io.lightwave.token.saml.idp;

import io.lightwave.directory.Audit;
import io.lightwave.directory.SealedKeys;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.OldAlgorithms;
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
            Assurance assurance,
            SamlKeys keys,
            TransactionTemplate transactions,
            Refusals refusals,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new SignOn(
                sessions, names, assurance, keys, new Responses(random), transactions, refusals, audit, clock);
    }

    @Bean
    SignOnEndpoint samlSignOnEndpoint(
            ActiveTenants tenants,
            ServiceProviders providers,
            SignOn signOn,
            Waiting waiting,
            Artifacts artifacts,
            Sessions sessions,
            Pages pages,
            Refusals refusals,
            Audit audit,
            InstantSource clock) {
        return new SignOnEndpoint(
                tenants,
                new AuthnRequests(providers, waiting, new OldAlgorithms(audit), clock),
                signOn,
                waiting,
                artifacts,
                sessions,
                pages,
                refusals,
                clock);
    }

    @Bean
    EcpEndpoint samlEcpEndpoint(
            ActiveTenants tenants,
            ServiceProviders providers,
            SignOn signOn,
            Waiting waiting,
            ClientSignIn signIn,
            Refusals refusals,
            Audit audit,
            InstantSource clock) {
        return new EcpEndpoint(
                tenants,
                new AuthnRequests(providers, waiting, new OldAlgorithms(audit), clock),
                signOn,
                signIn,
                refusals);
    }

    @Bean
    Artifacts samlArtifacts(
            JdbcClient jdbc, TransactionTemplate transactions, InstantSource clock, SecureRandom random) {
        return new Artifacts(jdbc, transactions, clock, random);
    }

    @Bean
    ArtifactEndpoint samlArtifactEndpoint(
            ActiveTenants tenants,
            ServiceProviders providers,
            Artifacts artifacts,
            SamlKeys keys,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new ArtifactEndpoint(tenants, providers, artifacts, keys, audit, clock, random);
    }

    @Bean
    SamlMetadataEndpoint samlMetadataEndpoint(ActiveTenants tenants, SamlKeys keys, InstantSource clock) {
        return new SamlMetadataEndpoint(tenants, keys, clock);
    }
}
