package io.lightwave.directory.password;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.UnacceptablePasswordException;
import io.lightwave.directory.UnacceptablePasswordException.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sets and checks the passwords of entries.
public final class Passwords implements AutoCloseable {
    /// About five seconds' work.
    private static final int MAXIMUM_WAITING_PER_PROCESSOR = 128;

    private static final String STATE = "password";
    private static final int MAXIMUM_CACHED = 20_000;

    /// How a check ended.
    public sealed interface Check {
        /// @param state as it was before
        record Right(PasswordState state) implements Check {}

        /// A right proof of SCRAM.
        ///
        /// @param signature `ServerSignature` (RFC 5802 §3), in base64
        record Proved(PasswordState state, String signature) implements Check {}

        record Wrong() implements Check {}

        /// Too many checks are waiting already; nothing was compared.
        record Busy() implements Check {}

        /// There is a password, but nothing that a proof could be compared with.
        record NoVerifier() implements Check {}
    }

    private final PasswordRows rows;
    private final ChangeFeed feed;
    private final SecureRandom random;
    private final InstantSource clock;
    private final HashingPool pool;
    private final Optional<BreachedPasswords> breached;
    private final ScramVerifiers scram;
    private final ChangeFeed.Cached<PasswordState> states;

    Passwords(
            PasswordRows rows,
            ChangeFeed feed,
            SecureRandom random,
            InstantSource clock,
            Optional<BreachedPasswords> breached,
            ScramVerifiers scram) {
        this.rows = rows;
        this.feed = feed;
        this.random = random;
        this.clock = clock;
        this.breached = breached;
        this.scram = scram;
        int processors = Runtime.getRuntime().availableProcessors();
        this.pool = new HashingPool(processors, processors * MAXIMUM_WAITING_PER_PROCESSOR);
        this.states = feed.cache(
                STATE,
                MAXIMUM_CACHED,
                (tenant, id) -> rows.find(tenant, UUID.fromString(id)).map(PasswordRows.Row::state));
    }

    /// What is kept of the entry's password, warm without SQL; empty when it has none.
    public Optional<PasswordState> state(TenantId tenant, UUID entry) {
        return states.get(tenant, entry.toString());
    }

    /// The operator's list of breached passwords.
    ///
    /// @param bytes its size
    public record BreachedList(long bytes, Instant modifiedAt) {}

    /// Empty when the operator has given none, or it cannot be read.
    public Optional<BreachedList> breachedList() {
        return breached.flatMap(BreachedPasswords::state);
    }

    /// Hashes a new password; outside of a transaction if possible, since it takes its time.
    ///
    /// @throws UnacceptablePasswordException when the policy refuses it
    /// @throws java.util.concurrent.RejectedExecutionException when too many wait for a hash already
    public HashedPassword hash(PasswordPolicy policy, TenantId tenant, String userName, Password password) {
        String accepted = accepted(policy, userName, password);
        return hash(() -> hashed(policy, tenant, userName, accepted));
    }

    /// Refuses what the policy does not let people do to the password they have
    /// (draft-behera-ldap-password-policy-10 §8.2.1, §8.2.3, §8.2.4). The first one is no change.
    ///
    /// @param forced whether they have to choose another, which they may at once then
    /// @param proved whether they have just given the present one
    public void requireOwnChange(PasswordPolicy policy, TenantId tenant, UUID entry, boolean forced, boolean proved) {
        Optional<PasswordRows.Row> present = rows.find(tenant, entry);
        if (present.isEmpty()) {
            return;
        }
        if (policy.safeModify() && !proved) {
            throw new UnacceptablePasswordException(Fault.OLD_MISSING, "is changed by who gives the present one");
        }
        if (!forced && !policy.allowUserChange()) {
            throw new UnacceptablePasswordException(Fault.NOT_ALLOWED, "is changed by others only");
        }
        if (!forced
                && clock.instant().isBefore(present.get().state().changedAt().plus(policy.minimumAge()))) {
            throw new UnacceptablePasswordException(Fault.TOO_YOUNG, "was changed too short a time ago");
        }
    }

    /// As [#hash], for somebody who changes the password they have: to one they have not had.
    ///
    /// @param forced whether they have to choose another, which is not the present one again then
    public HashedPassword hashOwn(
            PasswordPolicy policy, TenantId tenant, UUID entry, boolean forced, String userName, Password password) {
        int history = Math.max(forced ? 1 : 0, policy.history());
        String accepted = accepted(policy, userName, password);
        byte[] prepared = accepted.getBytes(StandardCharsets.UTF_8);
        List<StoredHash> earlier = new ArrayList<>();
        rows.find(tenant, entry).ifPresent(row -> {
            earlier.add(stored(row.phc()));
            row.history().forEach(phc -> earlier.add(stored(phc)));
        });
        return hash(() -> {
            if (earlier.stream().limit(history).anyMatch(had -> had.matches(prepared))) {
                throw new UnacceptablePasswordException(Fault.IN_HISTORY, "is one of the last %d".formatted(history));
            }
            return hashed(policy, tenant, userName, accepted);
        });
    }

    private HashedPassword hashed(PasswordPolicy policy, TenantId tenant, String userName, String accepted) {
        return new HashedPassword(
                Argon2id.hash(policy.cost(), accepted.getBytes(StandardCharsets.UTF_8), salt()),
                policy.scram() ? scram.of(tenant, userName, accepted) : Optional.empty());
    }

    private HashedPassword hash(Supplier<HashedPassword> work) {
        return pool.run(work)
                .orElseThrow(() -> new java.util.concurrent.RejectedExecutionException("too many passwords to hash"));
    }

    private String accepted(PasswordPolicy policy, String userName, Password password) {
        String text = prepare(password)
                .orElseThrow(() -> new UnacceptablePasswordException(Fault.QUALITY, "must be text in UTF-8"));
        policy.check(text, userName);
        if (policy.refuseBreached()
                && breached.filter(list -> list.contains(text)).isPresent()) {
            throw new UnacceptablePasswordException(Fault.QUALITY, "is known from a breach elsewhere");
        }
        return text;
    }

    /// Takes a hash that was made elsewhere; nobody here knows the password, or whether a policy would accept it.
    ///
    /// @throws InvalidFieldException saying why it is not taken: unknown, malformed, or too much work to check
    public HashedPassword imported(String text) {
        try {
            StoredHash.parse(text);
            return new HashedPassword(text, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException("password", String.valueOf(e.getMessage()));
        }
    }

    /// In the caller's transaction.
    public void store(PasswordPolicy policy, TenantId tenant, UUID entry, HashedPassword password) {
        rows.store(
                tenant, entry, password.phc(), scram.sealed(tenant, entry, password.scram()), policy.history(), now());
        feed.append(tenant, STATE, entry.toString());
    }

    /// A password of an entry that is new.
    public record Stored(UUID entry, HashedPassword password) {}

    /// Of entries that have none yet, made in the caller's transaction.
    public void storeNew(TenantId tenant, List<Stored> passwords) {
        if (!passwords.isEmpty()) {
            List<byte[]> verifiers = passwords.stream()
                    .map(stored -> Objects.requireNonNullElse(
                            scram.sealed(
                                    tenant, stored.entry(), stored.password().scram()),
                            PasswordRows.NO_VERIFIER))
                    .toList();
            rows.storeNew(tenant, passwords, verifiers, now());
        }
    }

    /// False when there was none. In the caller's transaction.
    public boolean remove(TenantId tenant, UUID entry) {
        feed.append(tenant, STATE, entry.toString());
        return rows.remove(tenant, entry);
    }

    /// Counts a failure that the policy locks accounts for. In the caller's transaction.
    public void failed(PasswordPolicy.Lockout lockout, TenantId tenant, UUID entry) {
        if (rows.failed(tenant, entry, lockout, now())) {
            feed.append(tenant, STATE, entry.toString());
        }
    }

    /// Forgets failures. In the caller's transaction.
    public void succeeded(TenantId tenant, UUID entry) {
        rows.succeeded(tenant, entry);
        feed.append(tenant, STATE, entry.toString());
    }

    /// Counts one more use of an expired password; false when there may be none. In the caller's transaction.
    public boolean grace(PasswordPolicy policy, TenantId tenant, UUID entry) {
        feed.append(tenant, STATE, entry.toString());
        return rows.grace(tenant, entry, policy.graceLogins(), now());
    }

    /// Compares with the entry's password; one that has none, or does not exist, costs the same work and is wrong. A
    /// right password that is kept as an imported hash is kept as one of our own from then on, and what SCRAM needs
    /// is made or taken away as the policy says.
    public Check check(PasswordPolicy policy, TenantId tenant, UUID entry, String userName, Password password) {
        Optional<PasswordRows.Row> row = rows.find(tenant, entry);
        StoredHash hash = row.map(present -> stored(present.phc())).orElseGet(() -> Argon2id.ofNobody(policy.cost()));
        byte[] prepared = prepare(password)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(password::utf8);
        Optional<Checked> checked = pool.run(() -> check(policy.cost(), hash, password, prepared));
        if (checked.isEmpty()) {
            return new Check.Busy();
        }
        if (row.isEmpty() || !checked.get().right()) {
            return new Check.Wrong();
        }
        keep(policy, tenant, entry, userName, password, row.get(), checked.get().replacement());
        return new Check.Right(row.get().state());
    }

    /// Keeps the right password in the forms that are wanted by now.
    private void keep(
            PasswordPolicy policy,
            TenantId tenant,
            UUID entry,
            String userName,
            Password password,
            PasswordRows.Row row,
            String replacement) {
        byte @Nullable [] stored =
                row.scram().map(PasswordRows.SealedVerifier::value).orElse(null);
        byte @Nullable [] wanted = policy.scram() ? stored : null;
        if (policy.scram() && wanted == null) {
            Optional<ScramVerifier> made = prepare(password)
                    .flatMap(text -> pool.run(() -> scram.of(tenant, userName, text)))
                    .flatMap(verifier -> verifier);
            wanted = scram.sealed(tenant, entry, made);
        }
        if (!replacement.isEmpty() || !Arrays.equals(wanted, stored)) {
            rows.replace(tenant, entry, row.phc(), replacement.isEmpty() ? row.phc() : replacement, wanted);
        }
    }

    /// What somebody who begins with SCRAM is told (RFC 5802 §5.1), alike for those who exist and those who do not.
    ///
    /// @param salt in base64
    public record ScramChallenge(String salt, int iterations) {}

    public ScramChallenge challenge(TenantId tenant, UUID entry, String userName) {
        ScramVerifier verifier =
                verifier(tenant, entry, rows.find(tenant, entry)).orElseGet(() -> scram.ofNobody(tenant, userName));
        return new ScramChallenge(Base64.getEncoder().encodeToString(verifier.salt()), verifier.iterations());
    }

    private Optional<ScramVerifier> verifier(TenantId tenant, UUID entry, Optional<PasswordRows.Row> row) {
        return row.flatMap(PasswordRows.Row::scram).map(kept -> scram.open(tenant, entry, kept.value()));
    }

    /// Compares a proof with what is kept of the password that the entry has by now.
    public Check check(TenantId tenant, UUID entry, String userName, ScramProof proof) {
        Optional<PasswordRows.Row> row = rows.find(tenant, entry);
        Optional<ScramVerifier> known = verifier(tenant, entry, row);
        Optional<byte[]> signature =
                known.orElseGet(() -> scram.ofNobody(tenant, userName)).signature(proof);
        if (row.isEmpty()) {
            return new Check.Wrong();
        }
        if (known.isEmpty()) {
            return new Check.NoVerifier();
        }
        return signature
                .<Check>map(answer ->
                        new Check.Proved(row.get().state(), Base64.getEncoder().encodeToString(answer)))
                .orElseGet(Check.Wrong::new);
    }

    private static StoredHash stored(String text) {
        try {
            return StoredHash.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("a stored password hash cannot be used", e);
        }
    }

    /// @param replacement a hash of our own; empty when there is no need for it
    private record Checked(boolean right, String replacement) {}

    private Checked check(Argon2Cost cost, StoredHash hash, Password password, byte[] prepared) {
        if (hash.isCurrent(cost)) {
            return new Checked(hash.matches(prepared), "");
        }
        boolean right = hash.matches(password.utf8())
                || (!Arrays.equals(password.utf8(), prepared)
                        && hash.matches(prepared)); // ours, when it cost otherwise
        String ours = Argon2id.hash(cost, prepared, salt()); // also when it is wrong, which shall not take less time
        return new Checked(right, right ? ours : "");
    }

    private byte[] salt() {
        byte[] salt = new byte[Argon2id.SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    /// As precise as the database is.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        pool.close();
    }

    /// One form for what different keyboards type (RFC 8265 §4.2); empty when it is no text.
    private static Optional<String> prepare(Password password) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(password.utf8()))
                    .toString();
            return Optional.of(Normalizer.normalize(text.replaceAll("\\p{Zs}", " "), Normalizer.Form.NFC));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
