package io.lightwave.token.emailcode;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.token.language.Text;
import io.lightwave.token.mail.Address;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sends codes and checks them. A code belongs to the step that it was sent for, whose secret only the form in the
/// browser has: what is kept of the code is derived from that secret, which is not kept.
public final class EmailCodes {
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final String GUESSES = "email-code";
    private static final String LETTERS = "email-code-letter";
    private static final int CODES = 1_000_000;

    private final JdbcClient jdbc;
    private final Mailer mailer;
    private final Throttle throttle;
    private final InstantSource clock;
    private final SecureRandom random;

    EmailCodes(JdbcClient jdbc, Mailer mailer, Throttle throttle, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.mailer = mailer;
        this.throttle = throttle;
        this.clock = clock;
        this.random = random;
    }

    /// How a code was.
    public enum Check {
        RIGHT,
        /// Or used, replaced or expired.
        WRONG,
        /// Nothing was compared.
        THROTTLED
    }

    /// Where a person's codes go: an address that has been verified, where letters are sent at all.
    public Optional<Address> address(ActivePrincipal person) {
        boolean verified = person.subject().attributes().getOrDefault("mailverified", List.of()).stream()
                .anyMatch("TRUE"::equalsIgnoreCase);
        return mailer.isThere() && verified ? Mailer.addressOf(person) : Optional.empty();
    }

    /// Sends a new code for the step; an earlier one is worth nothing any more. Joins the caller's transaction.
    /// After as many letters as the tenant's `account.failures` says, further ones wait, for a second first and
    /// then longer: then none is sent.
    ///
    /// @param step the secret by which the form names what has been proved
    public void send(Tenant tenant, ActivePrincipal person, OpaqueSecret step, Origin origin) {
        Optional<Address> to = address(person);
        String key = person.id().toString();
        if (to.isEmpty() || !throttle.permits(tenant.id(), LETTERS, key)) {
            return;
        }
        throttle.failed(tenant.id(), LETTERS, key); // each is one too many, unless it is forgotten by and by
        String code = String.format(Locale.ROOT, "%06d", random.nextInt(CODES));
        jdbc.sql("""
                insert into email_code (tenant_id, step_hash, code_hash, expires_at) values (?, ?, ?, ?)
                on conflict (tenant_id, step_hash) do update set code_hash = excluded.code_hash,
                    expires_at = excluded.expires_at""")
                .param(tenant.id().value())
                .param(step.hash())
                .param(hash(step, code))
                .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                .update();
        mailer.sendLater(
                person,
                to.get(),
                Text.of("letter.subject", Text.of("letter.code.subject"), tenant.shownName()),
                Text.of("letter.code", code, tenant.shownName(), person.name(), origin.address()),
                origin);
    }

    /// Uses a code up if it is right, on whichever node. Guesses are slowed on all nodes together.
    public Check check(ActivePrincipal person, OpaqueSecret step, String typed, Origin origin) {
        TenantId tenant = person.tenant();
        Throttle.Guess guess =
                Throttle.Guess.ofPerson(tenant, GUESSES, person.id().toString(), origin);
        if (throttle.take(guess).isPresent()) {
            return Check.THROTTLED;
        }
        boolean right = jdbc.sql("delete from email_code"
                                + " where tenant_id = ? and step_hash = ? and code_hash = ? and expires_at > ?")
                        .param(tenant.value())
                        .param(step.hash())
                        .param(hash(step, typed.replace(" ", "")))
                        .param(Timestamp.from(clock.instant()))
                        .update()
                == 1;
        if (right) {
            throttle.succeeded(guess);
            return Check.RIGHT;
        }
        throttle.wasWrong(guess);
        return Check.WRONG;
    }

    /// Forgets all that has expired, of whichever tenant.
    int forgetExpired() {
        return jdbc.sql("delete from email_code where expires_at <= ?")
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private static String hash(OpaqueSecret step, String code) {
        return step.derive("code in a letter\n" + code);
    }
}
