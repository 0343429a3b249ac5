package io.lightwave.server.security;

import io.lightwave.ca.CertificateHolders;
import io.lightwave.directory.Audit;
import io.lightwave.directory.BearerAuthentication;
import io.lightwave.directory.CertificateAuthentication;
import io.lightwave.directory.RuleAuthors;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.Tenants;
import io.lightwave.server.console.ConsoleSessions;
import io.lightwave.server.settings.Settings;
import io.lightwave.server.web.PathTenants;
import io.lightwave.server.web.Problems;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.WorkloadAssertions;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import tools.jackson.databind.ObjectMapper;

/// Two chains: public paths pass without a further filter, everything else goes through the [ApiGate], which denies
/// what it does not know. Before both stands Spring Security's firewall against ambiguous requests.
@Configuration(proxyBeanMethods = false)
public class SecurityConfiguration {

    /// The directory's door takes the same tokens as the REST interface.
    @Bean
    BearerAuthentication bearerAuthentication(
            AccessTokens accessTokens,
            WorkloadAssertions assertions,
            Tenants tenants,
            ObjectMapper mapper,
            Settings settings) {
        var tokens = new BearerTokens(accessTokens, assertions, tenants, mapper, settings.publicUrl());
        return (token, home) -> switch (tokens.accessToken(token, home)) {
            case Authentication.Authenticated authenticated ->
                new BearerAuthentication.Outcome.Authenticated(
                        authenticated.principal(), authenticated.lasting().orElseThrow()::principal);
            case Authentication.Invalid(String _, String reason, String claimed, var _) ->
                new BearerAuthentication.Outcome.Refused(reason, claimed);
            case Authentication.Forged(String reason, String claimed) ->
                new BearerAuthentication.Outcome.Refused(reason, claimed);
            case Authentication.Stale(String actor) ->
                new BearerAuthentication.Outcome.Refused("the proof is too old", actor);
            case Authentication.Anonymous() -> new BearerAuthentication.Outcome.Refused("no token", "");
        };
    }

    /// The directory's door takes the same certificates as the mutual-TLS listener.
    @Bean
    CertificateAuthentication certificateAuthentication(CertificateHolders certificates) {
        return certificates::find;
    }

    @Bean
    ApiPermissions apiPermissions(Tenants tenants, RuleAuthors authors, SubjectAccess subjects) {
        return new ApiPermissions(new Authorization(tenants, authors, subjects), subjects);
    }

    @Bean
    FilterRegistrationBean<FilterChainProxy> securityChains(
            AccessTokens accessTokens,
            WorkloadAssertions assertions,
            CertificateHolders certificates,
            ConsoleSessions sessions,
            InstantSource clock,
            Tenants tenants,
            RuleAuthors authors,
            SubjectAccess subjects,
            PathTenants pathTenants,
            Problems problems,
            Audit audit,
            ObjectMapper mapper,
            Settings settings) {
        var gate = new ApiGate(
                new BearerTokens(accessTokens, assertions, tenants, mapper, settings.publicUrl()),
                certificates,
                sessions,
                new FreshProof(clock),
                new Authorization(tenants, authors, subjects),
                pathTenants,
                tenants,
                new Refusals(problems, accessTokens, audit));
        var chains = new FilterChainProxy(List.of(
                new DefaultSecurityFilterChain(request -> PublicPaths.contains(request.getRequestURI()), List.of()),
                new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, gate)));
        chains.setFirewall(new RequestFirewall());
        var registration = new FilterRegistrationBean<>(chains);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }
}
