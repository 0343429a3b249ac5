package io.lightwave.token.session;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Throttle;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.policy.AuthenticationPolicies;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Sign-in sessions.
@Configuration(proxyBeanMethods = false)
public class SessionConfiguration {

    @Bean
    SessionStore sessionStore(JdbcClient jdbc, ChangeFeed feed) {
        return new SessionStore(jdbc, feed);
    }

    @Bean
    Sessions sessions(
            SessionStore store,
            ActivePrincipals principals,
            TransactionTemplate transactions,
            InstantSource clock,
            AuthenticationPolicies policies,
            TokenSettings settings) {
        return new Sessions(store, principals, policies, transactions, clock, settings);
    }

    @Bean
    SignIns signIns(
            Sessions sessions,
            SessionStore store,
            RecentSignIns recent,
            Approvals approvals,
            AuthenticationPolicies policies,
            Throttle throttle,
            ObjectProvider<SessionEnding> endings,
            Audit audit,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        return new SignIns(
                sessions,
                store,
                recent,
                approvals,
                policies,
                throttle,
                endings.orderedStream().toList(),
                audit,
                transactions,
                clock,
                random);
    }

    @Bean
    RecentSignIns recentSignIns(JdbcClient jdbc, InstantSource clock) {
        return new RecentSignIns(jdbc, clock);
    }

    @Bean
    RecurringTask oldSignIns(RecentSignIns recent) {
        return new RecurringTask("old-sign-ins", Duration.ofHours(1), recent::forgetOld);
    }

    @Bean
    ExpiredSessions expiredSessions(
            SessionStore store,
            SignIns signIns,
            TransactionTemplate transactions,
            InstantSource clock,
            TokenSettings settings) {
        return new ExpiredSessions(store, signIns, transactions, clock, settings);
    }

    @Bean
    RecurringTask expiredSessionsSchedule(ExpiredSessions expired) {
        return new RecurringTask("expired-sessions", Duration.ofMinutes(1), expired::endAll);
    }

    @Bean
    EndedSubjects sessionsOfEndedSubjects(SignIns signIns, Approvals approvals, RecentSignIns recent) {
        return new EndedSubjects(signIns, approvals, recent);
    }
}
