package io.lightwave.token.refresh;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.GroupCommit;
import io.lightwave.token.accesstoken.RefreshTokens;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.grant.Grant;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.session.Sessions;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Refresh tokens.
@Configuration(proxyBeanMethods = false)
public class RefreshConfiguration {

    /// Depends on `JdbcClient` too, so that it starts after the migrations.
    @Bean(initMethod = "start", destroyMethod = "close")
    GroupCommit<Succession, Boolean> refreshTokenGroupCommit(DataSource dataSource, JdbcClient jdbc, Audit audit) {
        return new GroupCommit<>(
                "refresh-token-writer", "the rotation of refresh tokens", dataSource, Succession.writing(audit));
    }

    @Bean
    Families refreshTokenFamilies(
            JdbcClient jdbc, GroupCommit<Succession, Boolean> successions, InstantSource clock, SecureRandom random) {
        return new Families(jdbc, successions, clock, random);
    }

    @Bean
    PresentedTokens presentedRefreshTokens(
            Families families, StandingApprovals standing, Sessions sessions, InstantSource clock) {
        return new PresentedTokens(families, standing, sessions, clock);
    }

    @Bean
    RefreshTokens refreshTokens(
            PresentedTokens presented,
            Approvals approvals,
            ActivePrincipals principals,
            TransactionTemplate transactions,
            Audit audit) {
        return new FamilyTokens(presented, approvals, principals, transactions, audit);
    }

    @Bean
    RefreshTokenIssue refreshTokenIssue(Families families) {
        return new RefreshTokenIssue(families);
    }

    @Bean
    Grant refreshTokenGrant(
            PresentedTokens presented, Families families, Approvals approvals, Sessions sessions, IdTokens idTokens) {
        return new RefreshTokenGrant(presented, families, approvals, sessions, idTokens);
    }
}
