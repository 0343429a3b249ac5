package io.lightwave.token.dpop;

import io.lightwave.directory.SealedKeys;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.replay.UsedJwts;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// DPoP.
@Configuration(proxyBeanMethods = false)
public class DpopConfiguration {

    @Bean
    DpopProofs dpopProofs(SealedKeys sealed, TokenSettings settings, UsedJwts used, InstantSource clock) {
        return new DpopProofs(new DpopNonces(sealed, clock), settings.mutualTlsUrl(), used, clock);
    }
}
