package io.lightwave.token.totp;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.token.opaque.OpaqueSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.springframework.transaction.support.TransactionTemplate;

/// Enrols, checks and removes people's second factors. Guesses are slowed for each person, on all nodes together.
public final class SecondFactors {
    private static final String KIND = "one-time-code";
    private static final Duration PROPOSED_FOR = Duration.ofMinutes(10);
    private static final int RECOVERY_CODES = 10;
    private static final int SKEW_STEPS = 1; // RFC 6238 §5.2: the clocks of people and ours may differ by that

    private final FactorRows rows;
    private final Throttle throttle;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final SecureRandom random;

    SecondFactors(
            FactorRows rows,
            Throttle throttle,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        this.rows = rows;
        this.throttle = throttle;
        this.transactions = transactions;
        this.clock = clock;
        this.random = random;
    }

    /// What somebody has.
    ///
    /// @param recoveryCodesLeft 0 to 10
    public record Enrolment(Instant since, int recoveryCodesLeft) {}

    /// How a code was.
    public enum Check {
        RIGHT,
        /// A recovery code, which is used up.
        RECOVERY,
        /// Or used before.
        WRONG,
        /// Nothing was compared.
        THROTTLED;

        public boolean holds() {
            return this == RIGHT || this == RECOVERY;
        }
    }

    /// Whether the person has an authenticator.
    public boolean isEnrolled(TenantId tenant, SubjectId person) {
        return rows.isConfirmed(tenant, person);
    }

    /// Empty when there is none.
    public Optional<Enrolment> find(TenantId tenant, SubjectId person) {
        return rows.find(tenant, person)
                .flatMap(FactorRows.Row::confirmedAt)
                .map(since -> new Enrolment(since, rows.recoveryLeft(tenant, person)));
    }

    /// 0 to 10; passkeys come with such codes too.
    public int recoveryCodesLeft(TenantId tenant, SubjectId person) {
        return rows.recoveryLeft(tenant, person);
    }

    /// Makes a secret for a person's authenticator, which counts once a code confirms it; the same again for the same
    /// page. Empty when there is one that counts already. It waits for ten minutes.
    ///
    /// @param page names the page on which it is shown, in one browser
    public Optional<TotpSecret> propose(ActivePrincipal person, OpaqueSecret page) {
        TenantId tenant = person.tenant();
        if (rows.isConfirmed(tenant, person.id())) {
            return Optional.empty();
        }
        Instant until = clock.instant().plus(PROPOSED_FOR);
        rows.propose(tenant, person.id(), page.hash(), TotpSecret.random(random), until);
        return proposed(person, page);
    }

    /// What was proposed on that page and waits for its first code.
    public Optional<TotpSecret> proposed(ActivePrincipal person, OpaqueSecret page) {
        return rows.proposed(person.tenant(), person.id(), page.hash(), clock.instant());
    }

    /// Confirms what was proposed on that page with a code of it. The recovery codes, to be shown this once; empty when
    /// the code is wrong or throttled, or nothing was proposed.
    public Optional<List<String>> confirm(ActivePrincipal person, OpaqueSecret page, String typed) {
        TenantId tenant = person.tenant();
        if (!throttle.permits(tenant, KIND, person.id().toString())) {
            return Optional.empty();
        }
        Optional<TotpSecret> secret = proposed(person, page);
        OptionalLong step = secret.map(known -> stepOf(known, digits(typed))).orElse(OptionalLong.empty());
        if (step.isEmpty()) {
            throttle.failed(tenant, KIND, person.id().toString());
            return Optional.empty();
        }
        return transactions.execute(_ -> {
            if (!rows.confirm(tenant, person.id(), secret.orElseThrow(), step.getAsLong(), clock.instant())) {
                return Optional.<List<String>>empty();
            }
            List<String> codes = newRecoveryCodes();
            rows.replaceRecovery(tenant, person.id(), codes);
            return Optional.of(codes);
        });
    }

    /// Forgets what was proposed and not confirmed in time, of whichever tenant.
    int forgetProposals() {
        return rows.forgetProposals(clock.instant());
    }

    /// Makes recovery codes anew, to be shown this once.
    public List<String> replaceRecoveryCodes(ActivePrincipal person) {
        List<String> codes = newRecoveryCodes();
        transactions.executeWithoutResult(_ -> rows.replaceRecovery(person.tenant(), person.id(), codes));
        return codes;
    }

    private List<String> newRecoveryCodes() {
        return Stream.generate(() -> RecoveryCode.random(random))
                .limit(RECOVERY_CODES)
                .toList();
    }

    /// Checks a code of the authenticator or a recovery code. Each counts once. A wrong one costs
    /// the same work whatever is wrong with it.
    ///
    /// @param counted whether codes of the authenticator count; recovery codes do in any case
    public Check check(ActivePrincipal person, String typed, boolean counted, Origin origin) {
        TenantId tenant = person.tenant();
        Throttle.Guess guess = Throttle.Guess.ofPerson(tenant, KIND, person.id().toString(), origin);
        if (throttle.take(guess).isPresent()) {
            return Check.THROTTLED;
        }
        OptionalLong step = rows.find(tenant, person.id())
                .filter(row -> counted && row.confirmedAt().isPresent())
                .map(row -> stepOf(row.secret(), digits(typed)))
                .orElse(OptionalLong.empty());
        boolean recovery = rows.useRecovery(tenant, person.id(), RecoveryCode.hash(typed));
        boolean right = rows.use(tenant, person.id(), step.orElse(Long.MIN_VALUE));
        if (!recovery && !right) {
            throttle.wasWrong(guess);
            return Check.WRONG;
        }
        throttle.succeeded(guess);
        return recovery ? Check.RECOVERY : Check.RIGHT;
    }

    /// Removes all of a person's. False when there was nothing.
    public boolean remove(TenantId tenant, SubjectId person) {
        return Boolean.TRUE.equals(transactions.execute(_ -> rows.remove(tenant, person)));
    }

    /// Removes the authenticator, and leaves the recovery codes. False when there was none.
    public boolean removeAuthenticator(TenantId tenant, SubjectId person) {
        return rows.removeSecret(tenant, person);
    }

    private static String digits(String typed) {
        return typed.replace(" ", "");
    }

    /// Compares with every code it could be.
    private OptionalLong stepOf(TotpSecret secret, String typed) {
        long now = TotpSecret.step(clock.instant());
        OptionalLong found = OptionalLong.empty();
        for (long step = now - SKEW_STEPS; step <= now + SKEW_STEPS; step++) {
            if (MessageDigest.isEqual(bytes(secret.code(step)), bytes(typed))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
