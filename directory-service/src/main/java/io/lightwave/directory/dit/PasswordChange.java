package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.BUSY;
import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.UNWILLING_TO_PERFORM;

import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import io.lightwave.directory.password.HashedPassword;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

/// What a write does to the password: `userPassword` is not an attribute that is stored.
sealed interface PasswordChange {

    record None() implements PasswordChange {}

    record Remove() implements PasswordChange {}

    record Set(HashedPassword password) implements PasswordChange {}

    /// `{SSHA}…`, `$2b$…`, `$argon2id$…`: hashes made elsewhere, whose strength and password nobody here knows.
    Pattern HASHED = Pattern.compile("\\{[A-Za-z0-9-]+\\}.*|\\$[A-Za-z0-9-]+\\$.*", Pattern.DOTALL);

    /// Reads one modification of `userPassword`. A value to delete is not compared: it could be guessed that way.
    static PasswordChange of(
            Passwords passwords, String userName, ModificationType type, List<byte[]> values, boolean server) {
        if (values.isEmpty() && !type.equals(ModificationType.ADD)) {
            return new Remove();
        }
        if (type.equals(ModificationType.DELETE)) {
            throw new ViolationException(
                    UNWILLING_TO_PERFORM, "userPassword", "replace the password, or delete it without naming it");
        }
        if (values.size() != 1) {
            throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "exactly one password");
        }
        byte[] value = values.getFirst();
        if (!server && HASHED.matcher(new String(value, StandardCharsets.UTF_8)).matches()) {
            throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "a hash is not taken as a password");
        }
        try {
            return new Set(passwords.hash(userName, new Password(value)));
        } catch (InvalidFieldException e) {
            throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "the password: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "the password: at most 512 bytes");
        } catch (RejectedExecutionException e) {
            throw new ViolationException(BUSY, "too many passwords to hash");
        }
    }
}
