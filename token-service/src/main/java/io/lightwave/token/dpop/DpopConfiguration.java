package io.lightwave.token.dpop;

import io.lightwave.directory.SealedKeys;
import io.lightwave.token.TokenSettings;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// DPoP.
@Configuration(proxyBeanMethods = false)
public class DpopConfiguration {

    @Bean
    DpopProofs dpopProofs(SealedKeys sealed, TokenSettings settings, JdbcClient database, InstantSource clock) {
        return new DpopProofs(new DpopNonces(sealed, clock), settings.mutualTlsUrl(), database, clock);
    }
}
