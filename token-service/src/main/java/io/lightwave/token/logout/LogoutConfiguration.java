package io.lightwave.token.logout;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Subjects;
import io.lightwave.token.client.Clients;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIns;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Signing out.
@Configuration(proxyBeanMethods = false)
public class LogoutConfiguration {

    @Bean
    SignOut signOut(SignIns signIns, Sessions sessions) {
        return new SignOut(signIns, sessions);
    }

    @Bean
    LogoutProblems logoutProblems(Refusals refusals, Pages pages) {
        return new LogoutProblems(refusals, pages);
    }

    @Bean
    FrontChannel frontChannelLogout(Sessions sessions, Clients clients) {
        return new FrontChannel(sessions, clients);
    }

    @Bean
    SessionsEndpoint sessionsEndpoint(
            Sessions sessions, SignOut signOut, Subjects subjects, ActivePrincipals principals) {
        return new SessionsEndpoint(sessions, signOut, subjects, principals);
    }

    @Bean
    LogoutEndpoint logoutEndpoint(
            ActiveTenants tenants,
            Sessions sessions,
            Clients clients,
            IdTokens idTokens,
            SignOut signOut,
            FrontChannel frontChannel,
            ObjectProvider<FurtherLogout> further,
            LogoutProblems problems,
            Pages pages) {
        return new LogoutEndpoint(
                tenants,
                sessions,
                new LogoutRequests(clients, idTokens),
                signOut,
                frontChannel,
                further.orderedStream().toList(),
                problems,
                pages);
    }
}
