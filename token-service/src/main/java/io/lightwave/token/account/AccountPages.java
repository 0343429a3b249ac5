package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.logout.SignOutForm;
import io.lightwave.token.page.Account;
import io.lightwave.token.page.Page;
import io.lightwave.token.page.Pages;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.RecentSignIns;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// Makes the account page.
final class AccountPages {
    private static final int MOST_FAILED = 10;

    private final Pages pages;
    private final Sessions sessions;
    private final OwnFactors factors;
    private final OwnCertificates certificates;
    private final Applications applications;
    private final OwnProviders providers;
    private final RecentSignIns recent;
    private final Refusals refusals;
    private final SourcedPasswords passwords;

    AccountPages(
            Pages pages,
            Sessions sessions,
            OwnFactors factors,
            OwnCertificates certificates,
            Applications applications,
            OwnProviders providers,
            RecentSignIns recent,
            Refusals refusals,
            SourcedPasswords passwords) {
        this.pages = pages;
        this.sessions = sessions;
        this.factors = factors;
        this.certificates = certificates;
        this.applications = applications;
        this.providers = providers;
        this.recent = recent;
        this.refusals = refusals;
        this.passwords = passwords;
    }

    ResponseEntity<String> show(Desk.Visitor visitor, HttpStatus status, Account.Message message) {
        ActivePrincipal person = visitor.session().principal();
        return pages.show(
                new Page.Overview(
                        visitor.tenant(),
                        status,
                        visitor.csrf(),
                        SignOutForm.csrf(visitor.tenant().id(), visitor.request()),
                        new Account(
                                person.name(),
                                !passwords.isKeptElsewhere(person.tenant(), person.id()),
                                OwnProof.isByPassword(visitor.session()),
                                factors.passkeys().of(person.tenant(), person.id()).stream()
                                        .map(it -> new Account.Passkey(
                                                it.id().toString(), it.name(), it.createdAt(), it.lastUsedAt()))
                                        .toList(),
                                certificates.of(person),
                                factors.codes()
                                        .find(person.tenant(), person.id())
                                        .map(it -> new Account.Codes(it.since(), it.recoveryCodesLeft())),
                                providers.of(person),
                                sessionsOf(person, visitor.session().session()),
                                recent.of(person.tenant(), person.id()).stream()
                                        .map(it -> new Account.Recent(
                                                it.at(),
                                                Device.inWords(it.device()),
                                                it.address(),
                                                Set.copyOf(it.amr())))
                                        .toList(),
                                failedOf(person),
                                applications.of(person)),
                        message),
                visitor.origin());
    }

    private List<Account.Attempt> failedOf(ActivePrincipal person) {
        String actor = "user:%s@%s".formatted(person.name(), person.tenant());
        return refusals.attempts(person.tenant(), actor, "session.begin", MOST_FAILED).stream()
                .map(it -> new Account.Attempt(it.at(), it.address()))
                .toList();
    }

    private List<Account.Sitting> sessionsOf(ActivePrincipal person, Session current) {
        return sessions.of(person).stream()
                .map(LiveSession::session)
                .map(session -> new Account.Sitting(
                        session.id().toString(),
                        Device.inWords(session.device()),
                        session.address(),
                        session.createdAt(),
                        session.lastUsedAt(),
                        session.id().equals(current.id())))
                .toList();
    }
}
