package io.lightwave.token.saml.logout;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Tenants;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.logout.FrontChannel;
import io.lightwave.token.logout.FurtherLogout;
import io.lightwave.token.logout.LogoutProblems;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.session.Sessions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Single logout.
@Configuration(proxyBeanMethods = false)
public class SamlLogoutConfiguration {

    @Bean
    Rounds samlLogoutRounds(
            JdbcClient jdbc,
            ObjectMapper json,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        return new Rounds(jdbc, json, transactions, clock, random);
    }

    @Bean
    LogoutMessages samlLogoutMessages(InstantSource clock, SecureRandom random) {
        return new LogoutMessages(clock, random);
    }

    @Bean
    SoapNotices samlSoapNotices(JdbcClient jdbc) {
        return new SoapNotices(jdbc);
    }

    @Bean
    SoapLogout samlSoapLogout(
            JdbcClient jdbc,
            SoapNotices notices,
            ServiceProviders providers,
            Tenants tenants,
            SamlKeys keys,
            LogoutMessages messages,
            Egress egress,
            Audit audit,
            InstantSource clock) {
        return new SoapLogout(
                notices, new Participants(jdbc), providers, tenants, keys, messages, egress, audit, clock);
    }

    @Bean
    SingleLogout samlSingleLogout(
            JdbcClient jdbc,
            ServiceProviders providers,
            SamlKeys keys,
            Rounds rounds,
            SoapLogout soap,
            Sessions sessions,
            SignOut signOut,
            FrontChannel frontChannel,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        return new SingleLogout(
                providers,
                keys,
                new Participants(jdbc),
                rounds,
                soap,
                sessions,
                signOut,
                frontChannel,
                transactions,
                audit,
                clock);
    }

    @Bean
    SamlLogoutEndpoint samlLogoutEndpoint(
            ActiveTenants tenants,
            SingleLogout logout,
            ServiceProviders providers,
            Rounds rounds,
            SoapNotices notices,
            SamlKeys keys,
            LogoutMessages messages,
            List<FurtherLogout> further,
            LogoutProblems problems,
            Pages pages) {
        return new SamlLogoutEndpoint(
                tenants,
                logout,
                new LogoutRound(providers, rounds, notices, keys, messages),
                rounds,
                besides(logout, further),
                problems,
                pages);
    }

    @Bean
    SoapLogoutEndpoint samlSoapLogoutEndpoint(
            ActiveTenants tenants,
            SingleLogout logout,
            SamlKeys keys,
            LogoutMessages messages,
            List<FurtherLogout> further,
            Refusals refusals) {
        return new SoapLogoutEndpoint(tenants, logout, keys, messages, besides(logout, further), refusals);
    }

    private static List<FurtherLogout> besides(SingleLogout logout, List<FurtherLogout> further) {
        return further.stream().filter(one -> one != logout).toList();
    }
}
