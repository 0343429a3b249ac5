package io.lightwave.server.console;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Tenants;
import io.lightwave.server.settings.Settings;
import io.lightwave.token.AccessTokens;
import io.lightwave.token.ConsoleTokens;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The console's sessions, sign-in and pages.
@Configuration(proxyBeanMethods = false)
public class ConsoleConfiguration {

    @Bean
    ConsoleSessions.Sources consoleSources(InstantSource clock, SecureRandom random) {
        return new ConsoleSessions.Sources(clock, random);
    }

    @Bean
    ConsoleSessions consoleSessions(
            JdbcClient jdbc,
            SealedKeys seals,
            ConsoleTokens tokens,
            AccessTokens accessTokens,
            TransactionTemplate transactions,
            ConsoleSessions.Sources sources,
            Settings settings) {
        return new ConsoleSessions(
                new SessionStore(jdbc, seals), tokens, accessTokens, transactions, sources, settings.publicUrl());
    }

    @Bean
    SignInEndpoint consoleSignInEndpoint(
            ConsoleSessions sessions,
            ConsoleTokens tokens,
            Tenants tenants,
            SealedKeys seals,
            ConsoleSessions.Sources sources,
            Settings settings) {
        return new SignInEndpoint(sessions, tokens, tenants, seals, sources, settings.publicUrl());
    }

    @Bean
    SessionEndpoint consoleSessionEndpoint(ConsoleSessions sessions, Tenants tenants) {
        return new SessionEndpoint(sessions, tenants);
    }

    @Bean
    PageEndpoint consolePageEndpoint() {
        return new PageEndpoint();
    }
}
