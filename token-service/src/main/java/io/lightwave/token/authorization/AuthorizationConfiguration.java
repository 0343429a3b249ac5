package io.lightwave.token.authorization;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.AuthorizationCodes;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.client.Clients;
import io.lightwave.token.grant.Grant;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.refresh.RefreshTokenIssue;
import io.lightwave.token.resource.Audiences;
import io.lightwave.token.session.Sessions;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// The authorization endpoint and the authorization code grant.
@Configuration(proxyBeanMethods = false)
public class AuthorizationConfiguration {

    @Bean
    AuthorizationRequests authorizationRequests(
            Clients clients, ActivePrincipals principals, Audiences audiences, IdTokens idTokens) {
        return new AuthorizationRequests(clients, principals, audiences, idTokens);
    }

    @Bean
    Authorization authorization(
            Approvals approvals,
            AuthorizationCodes codes,
            Sessions sessions,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        return new Authorization(new CodeIssue(approvals, codes, sessions, transactions, audit), clock);
    }

    @Bean
    AuthorizationAnswers authorizationAnswers(Pages pages, Audit audit) {
        return new AuthorizationAnswers(pages, audit);
    }

    @Bean
    AuthorizationEndpoint authorizationEndpoint(
            ActiveTenants tenants,
            AuthorizationRequests requests,
            Authorization authorization,
            AuthorizationAnswers answers,
            Sessions sessions) {
        return new AuthorizationEndpoint(tenants, requests, authorization, answers, sessions);
    }

    @Bean
    Grant authorizationCodeGrant(
            AuthorizationCodes codes,
            Approvals approvals,
            StandingApprovals standing,
            RefreshTokenIssue refreshTokens,
            IdTokens idTokens,
            TransactionTemplate transactions) {
        return new AuthorizationCodeGrant(codes, approvals, standing, refreshTokens, idTokens, transactions);
    }
}
