package io.lightwave.directory.password;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import io.lightwave.directory.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sets and checks the passwords of entries.
public final class Passwords {
    /// A hash of no known password, so that unknown users cost the same work. Compared, never stored.
    private static final String DUMMY =
            "$argon2id$v=19$m=19456,t=2,p=1" + "$bm8gc3VjaCB1c2VyIGhlcg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static final int MAXIMUM_WAITING = 128;

    /// How a check ended.
    public enum Check {
        RIGHT,
        WRONG,
        /// Too many checks are waiting already; nothing was compared.
        BUSY
    }

    private final JdbcClient jdbc;
    private final SecureRandom random;
    private final InstantSource clock;
    private final HashingGate gate;

    Passwords(JdbcClient jdbc, SecureRandom random, InstantSource clock) {
        this.jdbc = jdbc;
        this.random = random;
        this.clock = clock;
        this.gate = new HashingGate(Runtime.getRuntime().availableProcessors(), MAXIMUM_WAITING);
    }

    /// Hashes a new password; outside of a transaction if possible, since it takes its time.
    ///
    /// @throws InvalidFieldException when the policy refuses it
    /// @throws java.util.concurrent.RejectedExecutionException when too many wait for a hash already
    public HashedPassword hash(String userName, Password password) {
        String text =
                prepare(password).orElseThrow(() -> new InvalidFieldException("password", "must be text in UTF-8"));
        PasswordPolicy.check(text, userName);
        byte[] salt = new byte[Argon2id.SALT_BYTES];
        random.nextBytes(salt);
        return gate.run(() -> new HashedPassword(Argon2id.hash(text.getBytes(StandardCharsets.UTF_8), salt)))
                .orElseThrow(() -> new java.util.concurrent.RejectedExecutionException("too many passwords to hash"));
    }

    public void store(TenantId tenant, UUID entry, HashedPassword password) {
        jdbc.sql("INSERT INTO password (tenant_id, entry_id, phc, changed_at) VALUES (:tenant, :entry, :phc, :now)"
                        + " ON CONFLICT (tenant_id, entry_id)"
                        + " DO UPDATE SET phc = excluded.phc, changed_at = excluded.changed_at")
                .param("tenant", tenant.value())
                .param("entry", entry)
                .param("phc", password.phc())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /// False when there was none.
    public boolean remove(TenantId tenant, UUID entry) {
        return jdbc.sql("DELETE FROM password WHERE tenant_id = :tenant AND entry_id = :entry")
                        .param("tenant", tenant.value())
                        .param("entry", entry)
                        .update()
                > 0;
    }

    /// Compares with the entry's password; one that has none, or does not exist, costs the same work and is wrong.
    public Check check(TenantId tenant, UUID entry, Password password) {
        String stored = jdbc.sql("SELECT phc FROM password WHERE tenant_id = :tenant AND entry_id = :entry")
                .param("tenant", tenant.value())
                .param("entry", entry)
                .query(String.class)
                .optional()
                .orElse(DUMMY);
        byte[] bytes = prepare(password)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(password::utf8);
        return gate.run(() -> Argon2id.verify(stored, bytes) && !stored.equals(DUMMY) ? Check.RIGHT : Check.WRONG)
                .orElse(Check.BUSY);
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
