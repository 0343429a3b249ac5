package io.lightwave.token.accesstoken;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Attestations;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.Tenants;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.resource.ResourceServers;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

@Configuration(proxyBeanMethods = false)
public class AccessTokenConfiguration {

    @Bean
    AccessTokenMint accessTokenMint(
            SigningKeys keys,
            ReferenceTokens references,
            ResourceServers resourceServers,
            TokenSettings settings,
            SoundTime time,
            InstantSource clock,
            SecureRandom random) {
        return new AccessTokenMint(keys, references, resourceServers, settings, time, clock, random);
    }

    @Bean
    ReferenceTokens referenceTokens(JdbcClient database, ChangeFeed feed, InstantSource clock, SecureRandom random) {
        return new ReferenceTokens(database, feed, clock, random);
    }

    @Bean
    RevokedTokens revokedTokens(JdbcClient database, ChangeFeed feed) {
        return new RevokedTokens(database, feed);
    }

    @Bean
    AccessTokenVerifier accessTokenVerifier(
            SigningKeys keys,
            ReferenceTokens references,
            ResourceServers resourceServers,
            Tenants tenants,
            ActivePrincipals principals,
            RevokedTokens revoked,
            ObjectProvider<LiveGrants> grants,
            ObjectProvider<Attestations> attestations,
            InstantSource clock,
            ObjectMapper json) {
        // Without anybody who knows of authorizations, or of nodes, none stands.
        return new AccessTokenVerifier(
                keys,
                references,
                resourceServers,
                tenants,
                new Standing(
                        principals,
                        revoked,
                        grants.getIfAvailable(() -> (_, _) -> false),
                        attestations.getIfAvailable(() -> (_, _, _) -> Optional.empty())),
                clock,
                json);
    }

    @Bean
    PresentedTokens presentedTokens(AccessTokenVerifier verifier, DpopProofs proofs) {
        return new PresentedTokens(verifier, proofs);
    }

    @Bean
    AccessTokens accessTokens(
            AccessTokenVerifier verifier, PresentedTokens presented, AuthenticationPolicies policies, Tenants tenants) {
        return new OwnEndpointTokens(verifier, presented, policies, tenants);
    }

    @Bean
    AccessTokenRevocation accessTokenRevocation(
            AccessTokenVerifier verifier,
            RevokedTokens revoked,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        return new AccessTokenRevocation(verifier, revoked, transactions, audit, clock);
    }
}
