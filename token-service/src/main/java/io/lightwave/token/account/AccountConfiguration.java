package io.lightwave.token.account;

import io.lightwave.directory.Audit;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.client.Clients;
import io.lightwave.token.consent.Consents;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.federation.IdentityProviders;
import io.lightwave.token.federation.Upstream;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.page.Pages;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.session.RecentSignIns;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIns;
import io.lightwave.token.totp.SecondFactors;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The account pages.
@Configuration(proxyBeanMethods = false)
public class AccountConfiguration {

    @Bean
    OwnFactors ownFactors(SecondFactors codes, Passkeys passkeys, Certificates certificates) {
        return new OwnFactors(codes, passkeys, certificates);
    }

    @Bean
    OwnProof ownProof(Desk desk, AccountPages pages, SourcedPasswords passwords, InstantSource clock) {
        return new OwnProof(desk, pages, passwords, clock);
    }

    @Bean
    AccountPages accountPages(
            Pages pages,
            Sessions sessions,
            OwnFactors factors,
            OwnCertificates certificates,
            Consents consents,
            Approvals approvals,
            Clients clients,
            OwnProviders providers,
            RecentSignIns recent,
            Refusals refusals,
            SourcedPasswords passwords) {
        return new AccountPages(
                pages,
                sessions,
                factors,
                certificates,
                new Applications(consents, approvals, clients),
                providers,
                recent,
                refusals,
                passwords);
    }

    @Bean
    Desk accountDesk(
            ActiveTenants tenants,
            Sessions sessions,
            Assurance assurance,
            AccountPages pages,
            Notices notices,
            Refusals refusals,
            Audit audit) {
        return new Desk(tenants, sessions, assurance, pages, notices, refusals, audit);
    }

    @Bean
    Renewal accountRenewal(Sessions sessions, SignIns signIns, SignOut signOut) {
        return new Renewal(sessions, signIns, signOut);
    }

    @Bean
    AccountEndpoint accountEndpoint(Desk desk, AccountPages pages) {
        return new AccountEndpoint(desk, pages);
    }

    @Bean
    OwnPasswordEndpoint ownPasswordEndpoint(
            Desk desk, AccountPages pages, SourcedPasswords passwords, PasswordChanges changes, Renewal renewal) {
        return new OwnPasswordEndpoint(desk, pages, passwords, changes, renewal);
    }

    @Bean
    OwnCodesEndpoint ownCodesEndpoint(
            Desk desk, Pages pages, OwnProof proof, OwnFactors factors, Renewal renewal, SecureRandom random) {
        return new OwnCodesEndpoint(desk, new CodePages(pages), proof, factors, renewal, random);
    }

    @Bean
    FactorDesk factorDesk(
            Desk desk, AccountPages accountPages, Pages pages, OwnProof proof, OwnFactors factors, Renewal renewal) {
        return new FactorDesk(desk, accountPages, pages, proof, factors, renewal);
    }

    @Bean
    OwnPasskeysEndpoint ownPasskeysEndpoint(
            Desk desk, FactorDesk factorDesk, Pages pages, OwnFactors factors, Renewal renewal) {
        return new OwnPasskeysEndpoint(desk, factorDesk, pages, factors, renewal);
    }

    @Bean
    OwnCertificates ownCertificates(Certificates certificates, CertificateErrands errands, Assurance assurance) {
        return new OwnCertificates(certificates, errands, assurance);
    }

    @Bean
    OwnCertificatesEndpoint ownCertificatesEndpoint(
            Desk desk, FactorDesk factorDesk, Pages pages, OwnFactors factors, OwnCertificates certificates) {
        return new OwnCertificatesEndpoint(desk, factorDesk, pages, factors, certificates);
    }

    @Bean
    OwnProviders ownProviders(IdentityProviders providers, UpstreamPeople people) {
        return new OwnProviders(providers, people);
    }

    @Bean
    OwnProvidersEndpoint ownProvidersEndpoint(
            Desk desk,
            AccountPages accountPages,
            Pages pages,
            OwnProof proof,
            OwnProviders providers,
            Upstream upstream,
            Renewal renewal,
            SecureRandom random) {
        return new OwnProvidersEndpoint(desk, accountPages, pages, proof, providers, upstream, renewal, random);
    }

    @Bean
    OwnSessionsEndpoint ownSessionsEndpoint(
            Desk desk, OwnProof proof, Sessions sessions, SignOut signOut, Renewal renewal) {
        return new OwnSessionsEndpoint(desk, proof, sessions, signOut, renewal);
    }

    @Bean
    OwnConsentsEndpoint ownConsentsEndpoint(Desk desk, Consents consents, Clients clients) {
        return new OwnConsentsEndpoint(desk, consents, clients);
    }
}
