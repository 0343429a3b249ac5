package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.BUSY;
import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.UNWILLING_TO_PERFORM;

import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.UnacceptablePasswordException;
import io.lightwave.directory.password.HashedPassword;
import io.lightwave.directory.password.PasswordPolicy;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.schema.ViolationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a write does to the password: `userPassword` is not an attribute that is stored.
sealed interface PasswordChange {

    record None() implements PasswordChange {}

    record Remove() implements PasswordChange {}

    /// @param policy as it was when the password was found acceptable
    /// @param imported whether it is a hash that was made elsewhere, of a password that its owner knows already
    record Set(PasswordPolicy policy, HashedPassword password, boolean imported) implements PasswordChange {
        /// Whether the owner is to change it before anything else, unless the owner has set it.
        boolean asksForChange() {
            return policy.mustChange() && !imported;
        }
    }

    /// Whose own password it is, if it is its owner who changes it.
    ///
    /// @param forced whether they have to choose another
    record Own(UUID entry, boolean forced) {}

    /// `{SSHA}…`, `$2b$…`, `$argon2id$…`: hashes made elsewhere, whose strength and password nobody here knows. The
    /// server is never given one: what looks so is a password.
    Pattern HASHED = Pattern.compile("\\{[A-Za-z0-9-]+\\}.*|\\$[A-Za-z0-9-]+\\$.*", Pattern.DOTALL);

    /// Reads one modification of `userPassword`. A value to delete is not compared: it could be guessed that way.
    ///
    /// @param own null when another than its owner changes it
    static PasswordChange of(
            Passwords passwords,
            PasswordPolicy policy,
            TenantId tenant,
            String userName,
            ModificationType type,
            List<byte[]> values,
            Author author,
            @Nullable Own own) {
        if (!type.equals(ModificationType.ADD)
                && !type.equals(ModificationType.REPLACE)
                && !type.equals(ModificationType.DELETE)) {
            throw new ViolationException(
                    CONSTRAINT_VIOLATION, "userPassword", "a password is added, replaced or deleted");
        }
        boolean removes = values.isEmpty() && !type.equals(ModificationType.ADD);
        if (!removes && type.equals(ModificationType.DELETE)) {
            throw new ViolationException(
                    UNWILLING_TO_PERFORM, "userPassword", "replace the password, or delete it without naming it");
        }
        if (!removes && values.size() != 1) {
            throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "exactly one password");
        }
        if (own != null) {
            requireOwnChange(passwords, policy, tenant, own, author);
        }
        if (removes) {
            return new Remove();
        }
        byte[] value = values.getFirst();
        String text = new String(value, StandardCharsets.UTF_8);
        boolean hashed = !author.server() && HASHED.matcher(text).matches();
        if (hashed && !author.importsHashes()) {
            throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "a hash is not taken as a password");
        }
        try {
            if (hashed) {
                return new Set(policy, passwords.imported(text), true);
            }
            return new Set(
                    policy,
                    own == null
                            ? passwords.hash(policy, tenant, userName, new Password(value))
                            : passwords.hashOwn(
                                    policy, tenant, own.entry(), own.forced(), userName, new Password(value)),
                    false);
        } catch (UnacceptablePasswordException e) {
            throw ViolationException.password(e);
        } catch (InvalidFieldException e) {
            throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "the password: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new ViolationException(CONSTRAINT_VIOLATION, "userPassword", "the password: at most 512 bytes");
        } catch (RejectedExecutionException e) {
            throw new ViolationException(BUSY, "too many passwords to hash");
        }
    }

    /// Before a removal too, after which the next would be the first.
    private static void requireOwnChange(
            Passwords passwords, PasswordPolicy policy, TenantId tenant, Own own, Author author) {
        try {
            passwords.requireOwnChange(policy, tenant, own.entry(), own.forced(), author.proved());
        } catch (UnacceptablePasswordException e) {
            throw ViolationException.password(e);
        }
    }
}
