package io.lightwave.token.device;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.Throttle;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.authorization.AccessWishes;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.client.Clients;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.grant.Grant;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.refresh.RefreshTokenIssue;
import io.lightwave.token.session.Sessions;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The device grant and its page.
@Configuration(proxyBeanMethods = false)
public class DeviceConfiguration {

    @Bean
    DeviceAuthorizations deviceAuthorizations(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        return new DeviceAuthorizations(jdbc, clock, random);
    }

    @Bean
    DeviceAuthorizationEndpoint deviceAuthorizationEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            AccessWishes wishes,
            DeviceAuthorizations devices,
            Audit audit) {
        return new DeviceAuthorizationEndpoint(tenants, authentication, wishes, devices, audit);
    }

    @Bean
    DeviceApproval deviceApproval(
            DeviceAuthorizations devices,
            Clients clients,
            ActivePrincipals principals,
            Approvals approvals,
            Sessions sessions,
            TransactionTemplate transactions,
            Throttle throttle,
            Refusals refusals,
            Audit audit) {
        return new DeviceApproval(
                devices, clients, principals, approvals, sessions, transactions, throttle, refusals, audit);
    }

    @Bean
    VerificationEndpoint verificationEndpoint(
            ActiveTenants tenants, Sessions sessions, DeviceApproval approval, DetailsTypes detailsTypes, Pages pages) {
        return new VerificationEndpoint(tenants, sessions, approval, detailsTypes, pages);
    }

    @Bean
    Grant deviceCodeGrant(
            DeviceAuthorizations devices,
            Approvals approvals,
            StandingApprovals standing,
            RefreshTokenIssue refreshTokens,
            IdTokens idTokens,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        return new DeviceCodeGrant(devices, approvals, standing, refreshTokens, idTokens, transactions, audit, clock);
    }
}
