package io.lightwave.token.revocation;

import io.lightwave.directory.Audit;
import io.lightwave.token.accesstoken.AccessTokenRevocation;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.protocol.ActiveTenants;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class RevocationConfiguration {

    @Bean
    RevocationEndpoint revocationEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            AccessTokenRevocation accessTokens,
            Optional<RefreshTokens> refreshTokens,
            Audit audit) {
        return new RevocationEndpoint(tenants, authentication, accessTokens, refreshTokens, audit);
    }
}
