package io.lightwave.token.passwordlink;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.Throttle;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.federation.IdentityProviders;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.page.Pages;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.protocol.ActiveTenants;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Passwords by links in letters.
@Configuration(proxyBeanMethods = false)
public class PasswordLinkConfiguration {

    @Bean
    PasswordLinks passwordLinks(
            JdbcClient jdbc, ActivePrincipals principals, InstantSource clock, SecureRandom random) {
        return new PasswordLinks(jdbc, principals, clock, random);
    }

    @Bean
    RecurringTask expiredPasswordLinks(PasswordLinks links) {
        return new RecurringTask("expired-password-links", Duration.ofHours(1), links::forgetExpired);
    }

    @Bean
    SubjectEnded forgottenPasswordLinks(PasswordLinks links) {
        return (subject, _) -> links.forget(subject.tenant(), subject.id());
    }

    @Bean
    PasswordLetters passwordLetters(
            PasswordLinks links, Mailer mailer, SourcedPasswords passwords, UpstreamPeople upstream) {
        return new PasswordLetters(links, mailer, passwords, upstream);
    }

    @Bean
    LinkPages passwordLinkPages(
            ActiveTenants tenants, AuthenticationPolicies policies, Mailer mailer, Pages pages, SecureRandom random) {
        return new LinkPages(tenants, policies, mailer, pages, random);
    }

    @Bean
    ForgottenPasswordEndpoint forgottenPasswordEndpoint(
            LinkPages pages,
            PasswordLetters letters,
            Mailer mailer,
            Subjects subjects,
            ActivePrincipals principals,
            Throttle throttle,
            Audit audit) {
        return new ForgottenPasswordEndpoint(pages, letters, mailer, subjects, principals, throttle, audit);
    }

    @Bean
    PasswordLinkEndpoint passwordLinkEndpoint(
            LinkPages pages,
            PasswordLinks links,
            PasswordChanges changes,
            Mailer mailer,
            Throttle throttle,
            Refusals refusals,
            Audit audit) {
        return new PasswordLinkEndpoint(pages, links, changes, mailer, throttle, refusals, audit);
    }

    @Bean
    OpenRegistration openRegistration(
            AuthenticationPolicies policies, IdentityProviders providers, SourcedPasswords passwords, Mailer mailer) {
        return new OpenRegistration(policies, providers, passwords, mailer);
    }

    @Bean
    RegistrationLinks registrationLinks(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        return new RegistrationLinks(jdbc, clock, random);
    }

    @Bean
    RecurringTask expiredRegistrationLinks(RegistrationLinks links) {
        return new RecurringTask("expired-registration-links", Duration.ofHours(1), links::forgetExpired);
    }

    @Bean
    RegisterEndpoint registerEndpoint(
            LinkPages pages,
            OpenRegistration registration,
            RegistrationLinks links,
            Mailer mailer,
            Subjects subjects,
            Throttle throttle,
            Refusals refusals) {
        return new RegisterEndpoint(pages, registration, links, mailer, subjects, throttle, refusals);
    }

    @Bean
    RegistrationLinkEndpoint registrationLinkEndpoint(
            LinkPages pages,
            OpenRegistration registration,
            RegistrationLinks links,
            Subjects subjects,
            TransactionTemplate transactions,
            Refusals refusals,
            Audit audit) {
        return new RegistrationLinkEndpoint(pages, registration, links, subjects, transactions, refusals, audit);
    }

    @Bean
    InvitationsEndpoint invitationsEndpoint(
            PasswordLetters letters,
            Mailer mailer,
            Tenants tenants,
            Subjects subjects,
            ActivePrincipals principals,
            Audit audit) {
        return new InvitationsEndpoint(letters, mailer, tenants, subjects, principals, audit);
    }
}
