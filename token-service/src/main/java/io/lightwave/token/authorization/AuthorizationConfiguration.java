package io.lightwave.token.authorization;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.AuthorizationCodes;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.authentication.ClientAuthentication;
import io.lightwave.token.authorizationdetails.DetailsTypes;
import io.lightwave.token.client.Clients;
import io.lightwave.token.consent.Consents;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.grant.Grant;
import io.lightwave.token.grant.ImplicitTokens;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.page.Pages;
import io.lightwave.token.pairwise.ClientSubjectNames;
import io.lightwave.token.passwordlink.OpenRegistration;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.pushed.KeptRequests;
import io.lightwave.token.refresh.RefreshTokenIssue;
import io.lightwave.token.registration.MetadataDocuments;
import io.lightwave.token.requestobject.RequestObjects;
import io.lightwave.token.resource.Audiences;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.tokenpolicy.TokenPolicies;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// The authorization endpoint and the authorization code grant.
@Configuration(proxyBeanMethods = false)
public class AuthorizationConfiguration {

    @Bean
    AccessWishes accessWishes(Audiences audiences, DetailsTypes detailsTypes) {
        return new AccessWishes(audiences, detailsTypes);
    }

    @Bean
    AuthorizationRequests authorizationRequests(
            Clients clients,
            MetadataDocuments documents,
            ActivePrincipals principals,
            AccessWishes wishes,
            IdTokens idTokens,
            KeptRequests kept,
            RequestObjects objects,
            TokenPolicies policies,
            OpenRegistration registration) {
        return new AuthorizationRequests(
                clients,
                documents,
                principals,
                wishes,
                idTokens,
                new RequestSources(kept, objects),
                policies,
                registration);
    }

    @Bean
    Authorization authorization(
            Approvals approvals,
            AuthorizationCodes codes,
            Sessions sessions,
            Consents consents,
            KeptRequests kept,
            ClientSubjectNames names,
            Assurance assurance,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        return new Authorization(
                new CodeIssue(approvals, codes, sessions, kept, assurance, transactions, audit),
                consents,
                assurance,
                names,
                transactions,
                clock);
    }

    @Bean
    HandedTokens handedTokens(
            ImplicitTokens accessTokens, IdTokens idTokens, TokenSettings settings, InstantSource clock) {
        return new HandedTokens(accessTokens, idTokens, settings.accessTokenLifetime(), clock);
    }

    @Bean
    AuthorizationAnswers authorizationAnswers(
            Pages pages,
            DetailsTypes detailsTypes,
            SigningKeys keys,
            ClientEncryption encryption,
            HandedTokens handed,
            InstantSource clock,
            SecureRandom random,
            Refusals refusals) {
        return new AuthorizationAnswers(
                pages, detailsTypes, new SignedAnswers(keys, encryption, clock), handed, random, refusals);
    }

    @Bean
    PushedRequestEndpoint pushedRequestEndpoint(
            ActiveTenants tenants,
            ClientAuthentication authentication,
            AuthorizationRequests requests,
            KeptRequests kept,
            DpopProofs proofs,
            Audit audit) {
        return new PushedRequestEndpoint(tenants, authentication, requests, kept, proofs, audit);
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
            TransactionTemplate transactions,
            Audit audit) {
        return new AuthorizationCodeGrant(codes, approvals, standing, refreshTokens, idTokens, transactions, audit);
    }
}
