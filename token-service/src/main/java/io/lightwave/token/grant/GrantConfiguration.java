package io.lightwave.token.grant;

import io.lightwave.directory.Audit;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.accesstoken.AccessTokenMint;
import io.lightwave.token.accesstoken.AccessTokenVerifier;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.resource.Audiences;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class GrantConfiguration {
    /// More than the processors, since each waits for the audit trail's next group to be durable.
    private static final int AT_A_TIME = 512;

    private static final int MOST_WAITING = 16_384;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    @Bean
    Grant clientCredentialsGrant(Audiences audiences) {
        return new ClientCredentialsGrant(new OwnLimits(audiences));
    }

    @Bean
    OutsideSubjects outsideSubjects(WorkloadAssertions assertions, Audiences audiences) {
        return new OutsideSubjects(assertions, new ExchangeLimits(audiences));
    }

    @Bean
    Grant tokenExchangeGrant(
            Audiences audiences,
            OutsideSubjects outside,
            AccessTokenVerifier verifier,
            ObjectProvider<OwnSubjectTokens> ownTokens) {
        // Without anybody who knows of other tokens, there are none.
        return new TokenExchangeGrant(
                new OwnLimits(audiences),
                new ExchangeLimits(audiences),
                outside,
                verifier,
                ownTokens.getIfAvailable(() -> (_, _, _, _) -> Optional.empty()));
    }

    @Bean
    Grant jwtBearerGrant(Audiences audiences, OutsideSubjects outside) {
        return new JwtBearerGrant(new OwnLimits(audiences), outside);
    }

    @Bean
    TokenPipeline tokenPipeline(
            List<Grant> grants,
            Audiences audiences,
            DetailsTypes detailsTypes,
            AccessTokenMint mint,
            ClientAuthentication authentication,
            Audit audit) {
        return new TokenPipeline(grants, new Scoping(audiences, detailsTypes), mint, authentication, audit);
    }

    @Bean
    ImplicitTokens implicitTokens(Audiences audiences, DetailsTypes detailsTypes, AccessTokenMint mint, Audit audit) {
        return new ImplicitTokens(new Scoping(audiences, detailsTypes), mint, audit);
    }

    @Bean
    TokenEndpoint tokenEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            DpopProofs proofs,
            TokenPipeline pipeline,
            Audit audit) {
        return new TokenEndpoint(
                tenants,
                authentication,
                new SenderConstraint(proofs, audit),
                pipeline,
                new Admission(AT_A_TIME, MOST_WAITING, LONGEST_WAIT, System::nanoTime));
    }
}
