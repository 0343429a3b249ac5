package io.lightwave.token.preview;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Subjects;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.authorization.AccessWishes;
import io.lightwave.token.client.ClientRegistration;
import io.lightwave.token.client.Clients;
import io.lightwave.token.grant.TokenPipeline;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.userinfo.UserInfoClaims;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.ObjectMapper;

/// Previews of tokens.
@Configuration(proxyBeanMethods = false)
public class PreviewConfiguration {

    @Bean
    TokenPreviewEndpoint tokenPreviewEndpoint(
            TokenPipeline pipeline,
            AccessWishes wishes,
            Approvals approvals,
            IdTokens idTokens,
            UserInfoClaims userInfo,
            AuthenticationPolicies policies,
            Subjects subjects,
            ActivePrincipals principals,
            ClientRegistration registration,
            Clients clients,
            ActiveTenants tenants,
            InstantSource clock,
            ObjectMapper json) {
        return new TokenPreviewEndpoint(
                new TokenPreviews(
                        pipeline,
                        wishes,
                        approvals,
                        new TokenViews(idTokens, json),
                        userInfo,
                        policies,
                        subjects,
                        principals,
                        clock),
                registration,
                clients,
                tenants);
    }
}
