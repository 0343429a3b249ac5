package io.lightwave.token.mail;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.token.MailSettings;
import io.lightwave.token.appearance.Appearances;
import io.lightwave.token.language.Catalogue;
import io.lightwave.token.language.Languages;
import io.lightwave.token.language.Text;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Sends letters, one after the other and not while anybody waits: how long it takes tells nobody whether there was
/// one. What could not be handed over stands in the audit trail, and is not tried again.
public final class Mailer implements AutoCloseable {
    private static final int MOST_WAITING = 1_000;

    private final Optional<MailSettings> settings;
    private final Egress egress;
    private final Appearances appearances;
    private final Audit audit;
    private final InstantSource clock;
    private final ThreadPoolExecutor postman = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("postman").factory());

    Mailer(Optional<MailSettings> settings, Egress egress, Appearances appearances, Audit audit, InstantSource clock) {
        this.settings = settings;
        this.egress = egress;
        this.appearances = appearances;
        this.audit = audit;
        this.clock = clock;
    }

    /// Whether the operator has named a server for letters.
    public boolean isThere() {
        return settings.isPresent();
    }

    /// Why a letter is not even tried, for the audit trail.
    public static final String TOO_MANY = "too many letters wait";

    /// Does something after everything that has been asked for before; false when too much waits.
    public boolean later(Runnable errand) {
        try {
            postman.execute(Languages.handOver(errand));
            return true;
        } catch (RejectedExecutionException tooMuch) {
            return false;
        }
    }

    /// Where somebody gets letters; empty without an address that a letter can go to.
    public static Optional<Address> addressOf(ActivePrincipal person) {
        return person.subject().attributes().getOrDefault("mail", List.of()).stream()
                .findFirst()
                .flatMap(Address::parse);
    }

    /// Sends it now to somebody who has no account yet, in the language of whoever asks for it: only from [#later].
    public void send(TenantId tenant, Address to, Text subject, Text text, Origin origin) {
        Catalogue words = Catalogue.of(Languages.current(appearances.of(tenant).language()));
        send(tenant, to.text(), new Letter(to, words.say(subject), words.say(text)), origin);
    }

    /// @param name for the audit trail
    private void send(TenantId tenant, String name, Letter letter, Origin origin) {
        settings.ifPresent(there -> note(tenant, name, handOver(there, letter), origin));
    }

    /// @param trouble empty when it was handed over
    private void note(TenantId tenant, String name, String trouble, Origin origin) {
        audit.record(new AuditEvent(
                tenant,
                "user:%s@%s".formatted(name, tenant),
                "mail.send",
                "user:" + name,
                trouble.isEmpty() ? AuditEvent.Outcome.SUCCESS : AuditEvent.Outcome.FAILED,
                trouble,
                origin));
    }

    /// Tells a person of what has happened to their account, if they have an address.
    public void notice(ActivePrincipal person, Text subject, Text text, Origin origin) {
        if (isThere()) {
            addressOf(person).ifPresent(to -> sendLater(person, to, subject, text, origin));
        }
    }

    /// Sends it when its turn comes; where too much waits, the audit trail says that it was not sent.
    public void sendLater(ActivePrincipal person, Address to, Text subject, Text text, Origin origin) {
        if (!later(() -> send(person, to, subject, text, origin))) {
            note(person.tenant(), person.name(), TOO_MANY, origin);
        }
    }

    /// Sends it now, in the language that stands in the person's entry, else in that of whoever asks for it: only from
    /// [#later].
    public void send(ActivePrincipal person, Address to, Text subject, Text text, Origin origin) {
        Locale asked = Languages.current(appearances.of(person.tenant()).language());
        Catalogue words =
                Catalogue.of(person.subject().attributes().getOrDefault("preferredlanguage", List.of()).stream()
                        .findFirst()
                        .flatMap(Languages::ofRanges)
                        .orElse(asked));
        send(person.tenant(), person.name(), new Letter(to, words.say(subject), words.say(text)), origin);
    }

    private String handOver(MailSettings there, Letter letter) {
        var from = new Address(there.from());
        String id = UUID.randomUUID() + "@" + from.text().substring(from.text().indexOf('@') + 1);
        try (var submission = Submission.open(there, egress.trusting())) {
            submission.send(there, from, letter.to(), letter.encoded(from, id, clock.instant()));
            return "";
        } catch (IOException failed) {
            return String.valueOf(failed.getMessage());
        }
    }

    @Override
    public void close() {
        postman.shutdownNow();
    }
}
