package io.lightwave.token.issuer;

import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Tenants;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.passwordlink.OpenRegistration;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.registration.MetadataDocuments;
import io.lightwave.token.tokenpolicy.TokenPolicies;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class IssuerConfiguration {
    private static final Duration ROTATION_INTERVAL = Duration.ofMinutes(1);

    @Bean
    ActiveTenants activeTenants(Tenants tenants) {
        return new ActiveTenants(tenants);
    }

    @Bean
    StoredKeys storedKeys(JdbcClient database, SealedKeys sealed, ChangeFeed feed) {
        return new StoredKeys(database, sealed, feed);
    }

    @Bean
    SigningKeys signingKeys(StoredKeys stored) {
        return new SigningKeys(stored::ring);
    }

    @Bean
    TenantIssuers issuers(
            StoredKeys keys,
            SigningKeys signingKeys,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        return new TenantIssuers(keys, signingKeys, transactions, clock, random);
    }

    @Bean
    KeyRotation keyRotation(
            StoredKeys keys,
            TokenSettings settings,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new KeyRotation(keys, KeyTimes.of(settings), transactions, audit, clock, random);
    }

    @Bean
    RecurringTask keyRotationSchedule(KeyRotation rotation) {
        return new RecurringTask("key-rotation", ROTATION_INTERVAL, rotation::advanceAll);
    }

    @Bean
    KeysEndpoint keysEndpoint(KeyRotation rotation) {
        return new KeysEndpoint(rotation);
    }

    @Bean
    JwksEndpoint jwksEndpoint(ActiveTenants tenants, SigningKeys keys) {
        return new JwksEndpoint(tenants, keys);
    }

    @Bean
    ProtectedResourceEndpoint protectedResourceEndpoint(ActiveTenants tenants, TokenSettings settings) {
        return new ProtectedResourceEndpoint(tenants, settings.mutualTlsUrl().isPresent());
    }

    @Bean
    MetadataEndpoint metadataEndpoint(
            ActiveTenants tenants,
            AuthenticationPolicies policies,
            DetailsTypes detailsTypes,
            MetadataDocuments documents,
            TokenPolicies tokenPolicies,
            OpenRegistration registration,
            TokenSettings settings) {
        return new MetadataEndpoint(
                tenants, policies, detailsTypes, documents, tokenPolicies, registration, settings.mutualTlsUrl());
    }
}
