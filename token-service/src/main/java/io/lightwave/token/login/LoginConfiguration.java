package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.directory.RecurringTask;
import io.lightwave.token.appearance.Appearances;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.authorization.Authorization;
import io.lightwave.token.authorization.AuthorizationAnswers;
import io.lightwave.token.authorization.AuthorizationRequests;
import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.emailcode.EmailCodes;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.federation.IdentityProviders;
import io.lightwave.token.federation.SamlUpstream;
import io.lightwave.token.federation.Upstream;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.federation.UpstreamSessions;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.mail.Notices;
import io.lightwave.token.page.Pages;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.passwordlink.OpenRegistration;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIns;
import io.lightwave.token.totp.SecondFactors;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The sign-in page.
@Configuration(proxyBeanMethods = false)
public class LoginConfiguration {

    @Bean
    Steps signInSteps(JdbcClient jdbc, ActivePrincipals principals, InstantSource clock, SecureRandom random) {
        return new Steps(jdbc, principals, clock, random);
    }

    @Bean
    RecurringTask expiredSignInSteps(Steps steps) {
        return new RecurringTask("expired-sign-in-steps", Duration.ofHours(1), steps::forgetExpired);
    }

    @Bean
    SignInFlow signInFlow(
            SourcedPasswords passwords,
            PasswordChanges changes,
            SecondFactors factors,
            Passkeys passkeys,
            EmailCodes letters,
            Certificates certificates,
            CertificateErrands errands,
            Assurance assurance,
            Steps steps,
            SignIns signIns,
            UpstreamSessions upstream,
            Notices notices,
            Authorization authorization,
            TransactionTemplate transactions,
            Refusals refusals,
            Audit audit) {
        return new SignInFlow(
                new Proofs(
                        passwords,
                        passkeys,
                        new SecondProof(factors, passkeys, letters, certificates, audit),
                        new Enrolment(factors, passkeys, signIns, notices, refusals, audit),
                        certificates,
                        errands),
                assurance,
                changes,
                steps,
                signIns,
                upstream,
                notices,
                authorization,
                transactions,
                refusals,
                audit);
    }

    @Bean
    Banners signInBanners(Appearances appearances, Pages pages, Audit audit, SecureRandom random) {
        return new Banners(appearances, pages, audit, random);
    }

    @Bean
    BannerEndpoint bannerEndpoint(Visits visits, Banners banners) {
        return new BannerEndpoint(visits, banners);
    }

    @Bean
    SignInPages signInPages(
            Pages pages,
            Sessions sessions,
            Assurance assurance,
            IdentityProviders providers,
            CertificateErrands errands,
            Mailer mailer,
            OpenRegistration registration,
            Banners banners,
            SecureRandom random) {
        return new SignInPages(pages, sessions, assurance, providers, errands, mailer, registration, banners, random);
    }

    @Bean
    SignInAnswers signInAnswers(SignInPages pages, Banners banners, AuthorizationAnswers answers) {
        return new SignInAnswers(pages, banners, answers);
    }

    @Bean
    Visits signInVisits(
            ActiveTenants tenants, AuthorizationRequests requests, AuthorizationAnswers answers, Banners banners) {
        return new Visits(tenants, requests, answers, banners);
    }

    @Bean
    Elsewhere signInElsewhere(
            IdentityProviders providers,
            Upstream upstream,
            SamlUpstream saml,
            UpstreamPeople people,
            UpstreamSessions sessions,
            Assurance assurance,
            Pages pages,
            SignInFlow flow) {
        return new Elsewhere(providers, upstream, saml, people, sessions, assurance, pages, flow);
    }

    @Bean
    Arrival signInArrival(
            Visits visits,
            Banners banners,
            Elsewhere elsewhere,
            SignInFlow flow,
            SignInAnswers answers,
            Sessions sessions,
            UpstreamPeople people,
            Notices notices,
            Pages pages,
            Refusals refusals,
            Audit audit) {
        return new Arrival(
                visits,
                banners,
                elsewhere,
                flow,
                answers,
                new Linking(sessions, people, notices, pages, refusals, audit));
    }

    @Bean
    ProviderEndpoint providerEndpoint(
            Visits visits, Elsewhere elsewhere, SignInFlow flow, SignInAnswers answers, Arrival arrival) {
        return new ProviderEndpoint(visits, elsewhere, flow, answers, arrival);
    }

    @Bean
    AssertionConsumerEndpoint assertionConsumerEndpoint(
            Visits visits,
            IdentityProviders providers,
            Elsewhere elsewhere,
            Arrival arrival,
            Pages pages,
            SecureRandom random) {
        return new AssertionConsumerEndpoint(visits, providers, elsewhere, arrival, pages, random);
    }

    @Bean
    LoginEndpoint loginEndpoint(
            Visits visits, SignInFlow flow, Elsewhere elsewhere, SignInPages pages, SignInAnswers answers) {
        return new LoginEndpoint(visits, flow, elsewhere, pages, answers);
    }

    @Bean
    CodeEndpoint codeEndpoint(Visits visits, SignInFlow flow, SignInAnswers answers) {
        return new CodeEndpoint(visits, flow, answers);
    }

    @Bean
    CertificateSignInEndpoint certificateSignInEndpoint(
            Visits visits, CertificateErrands errands, SignInFlow flow, SignInAnswers answers) {
        return new CertificateSignInEndpoint(visits, errands, flow, answers);
    }

    @Bean
    PasskeyEndpoint passkeyEndpoint(Visits visits, SignInFlow flow, SignInAnswers answers) {
        return new PasskeyEndpoint(visits, flow, answers);
    }

    @Bean
    EnrolmentEndpoint enrolmentEndpoint(Visits visits, SignInFlow flow, SignInAnswers answers) {
        return new EnrolmentEndpoint(visits, flow, answers);
    }

    @Bean
    NewPasswordEndpoint newPasswordEndpoint(Visits visits, SignInFlow flow, SignInAnswers answers) {
        return new NewPasswordEndpoint(visits, flow, answers);
    }

    @Bean
    ConsentEndpoint consentEndpoint(
            ActiveTenants tenants,
            AuthorizationRequests requests,
            Authorization authorization,
            AuthorizationAnswers answers,
            Sessions sessions) {
        return new ConsentEndpoint(tenants, requests, authorization, answers, sessions);
    }
}
