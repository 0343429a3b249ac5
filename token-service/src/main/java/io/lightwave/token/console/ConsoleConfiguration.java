package io.lightwave.token.console;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Tenants;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.client.Clients;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.grant.TokenPipeline;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.session.Sessions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The console's tokens.
@Configuration(proxyBeanMethods = false)
public class ConsoleConfiguration {

    @Bean
    ConsoleTokens consoleTokens(
            Tenants tenants,
            Clients clients,
            ActivePrincipals principals,
            TokenPipeline pipeline,
            RefreshTokens refreshTokens,
            Sessions sessions,
            SignOut signOut,
            Refusals refusals) {
        return new ConsoleClient(tenants, clients, principals, pipeline, refreshTokens, sessions, signOut, refusals);
    }
}
