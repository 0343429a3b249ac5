package io.lightwave.token.introspection;

import io.lightwave.directory.Audit;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.accesstoken.AccessTokenVerifier;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.client.Clients;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.pairwise.ClientSubjectNames;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.resource.Audiences;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class IntrospectionConfiguration {

    @Bean
    IntrospectionEndpoint introspectionEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            Clients clients,
            AccessTokens tokens,
            AccessTokenVerifier verifier,
            Optional<RefreshTokens> refreshTokens,
            Audiences audiences,
            SigningKeys keys,
            ClientSubjectNames names,
            ClientEncryption encryption,
            InstantSource clock,
            Audit audit) {
        return new IntrospectionEndpoint(
                tenants,
                new AskerAuthentication(authentication, clients, tokens, audit),
                new Introspection(verifier, refreshTokens, audiences, names, audit),
                keys,
                encryption,
                clock);
    }
}
