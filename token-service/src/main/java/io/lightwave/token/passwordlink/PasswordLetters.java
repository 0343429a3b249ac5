package io.lightwave.token.passwordlink;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.language.Text;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.mail.Address;
import io.lightwave.token.mail.Mailer;
import java.time.Duration;
import java.util.Optional;

/// The letters with links.
final class PasswordLetters {
    static final Duration FORGOTTEN = Duration.ofMinutes(30);
    static final Duration INVITED = Duration.ofDays(3);

    private final PasswordLinks links;
    private final Mailer mailer;
    private final SourcedPasswords passwords;
    private final UpstreamPeople upstream;

    PasswordLetters(PasswordLinks links, Mailer mailer, SourcedPasswords passwords, UpstreamPeople upstream) {
        this.links = links;
        this.mailer = mailer;
        this.passwords = passwords;
        this.upstream = upstream;
    }

    /// Where a person's link goes; empty for whoever has no address, or signs in by somebody else's word: that would
    /// give them a password that nobody there knows of.
    Optional<Address> address(ActivePrincipal person) {
        return Mailer.addressOf(person)
                .filter(_ -> !passwords.isKeptElsewhere(person.tenant(), person.id())
                        && upstream.of(person.tenant(), person.id()).isEmpty());
    }

    void forgotten(Tenant tenant, ActivePrincipal person, Address to, Origin origin) {
        send(tenant, person, to, FORGOTTEN, origin, "letter.forgotten");
    }

    void invitation(Tenant tenant, ActivePrincipal person, Address to, Origin origin) {
        send(tenant, person, to, INVITED, origin, "letter.invited");
    }

    private void send(
            Tenant tenant, ActivePrincipal person, Address to, Duration lifetime, Origin origin, String words) {
        String link = tenant.issuer() + "/login/new-password?link="
                + links.make(person, to, lifetime).text();
        mailer.send(
                person,
                to,
                Text.of("letter.subject", Text.of("letter.choose-password"), tenant.shownName()),
                Text.of(words, person.name(), tenant.shownName(), link),
                origin);
    }
}
