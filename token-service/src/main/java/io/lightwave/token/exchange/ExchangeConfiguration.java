package io.lightwave.token.exchange;

import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.grant.OwnSubjectTokens;
import io.lightwave.token.idtoken.IdTokens;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Subject tokens that are no access tokens.
@Configuration(proxyBeanMethods = false)
public class ExchangeConfiguration {

    @Bean
    OwnSubjectTokens ownSubjectTokens(
            IdTokens idTokens,
            RefreshTokens refreshTokens,
            Approvals approvals,
            StandingApprovals standing,
            InstantSource clock) {
        return new IdAndRefreshTokens(idTokens, refreshTokens, approvals, standing, clock);
    }
}
