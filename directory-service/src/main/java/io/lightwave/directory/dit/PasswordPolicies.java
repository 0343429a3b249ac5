package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.password.Argon2Cost;
import io.lightwave.directory.password.PasswordPolicy;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// The password policy of each tenant: the entry `cn=password,ou=policies` below its suffix, or the default when there
/// is none. Attributes are those of draft-behera-ldap-password-policy §5.2 and some of our own.
public final class PasswordPolicies {
    public static final String OBJECT_CLASS = "lightwavePasswordPolicy";
    /// By which clients find policies (draft-behera-ldap-password-policy §5.1).
    public static final String PWD_POLICY = "pwdPolicy";

    static final String RDN = "cn=password";

    public static final String MEMORY = "lightwavePwdArgon2Memory";
    public static final String PASSES = "lightwavePwdArgon2Passes";
    public static final String LANES = "lightwavePwdArgon2Lanes";
    private static final int MOST_SECONDS = Integer.MAX_VALUE;
    /// For how long an account is locked, and failures are counted, if nothing else is said.
    public static final int LOCKED_SECONDS = 900;

    /// A lock that lasted longer would be a way to keep somebody out.
    private static final int MOST_LOCKED_SECONDS = 86_400;

    private final DirectoryTree tree;
    private final DirectorySchema schema;

    PasswordPolicies(DirectoryTree tree, DirectorySchema schema) {
        this.tree = tree;
        this.schema = schema;
    }

    public PasswordPolicy of(TenantId tenant) {
        return entry(tenant).map(this::of).orElse(PasswordPolicy.DEFAULT);
    }

    /// Where the policy stands; empty when the tenant has none of its own.
    public Optional<Entry> entry(TenantId tenant) {
        return tree.suffix(tenant)
                .flatMap(suffix -> tree.child(tenant, suffix.id(), "ou=" + StructureRules.POLICIES))
                .flatMap(container -> tree.child(tenant, container.id(), RDN));
    }

    /// The name of that entry, whether it is there or not.
    public DistinguishedName name(TenantId tenant) {
        return DistinguishedName.suffixOf(tenant)
                .child("ou", StructureRules.POLICIES)
                .child(DistinguishedName.parse(RDN).rdns().getFirst());
    }

    /// What such an entry says.
    public PasswordPolicy of(Entry entry) {
        return parse(name -> value(entry, name));
    }

    /// One value of such an entry's attribute, if there is one.
    public Optional<String> value(Entry entry, String attribute) {
        return Optional.ofNullable(entry.attribute(schema.require(attribute)))
                .map(values -> values.texts().getFirst());
    }

    /// Refuses a policy whose numbers are out of bounds, or which would lock people out for good.
    void check(Draft draft) {
        draft.text(schema.require("pwdAttribute"))
                .filter(type -> !schema.attribute(type).equals(schema.attribute("userPassword")))
                .ifPresent(type -> {
                    throw new ViolationException(
                            CONSTRAINT_VIOLATION, "pwdAttribute", "pwdAttribute: userPassword only");
                });
        parse(name -> draft.text(schema.require(name)));
    }

    /// @param values one value of an attribute, if there is one
    /// @throws ViolationException naming the attribute, with what is allowed behind `: `
    public static PasswordPolicy parse(Function<String, Optional<String>> values) {
        boolean locks = flag(values, "pwdLockout", false);
        int failures = number(values, "pwdMaxFailure", 0, 0, 1000);
        int duration = number(values, "pwdLockoutDuration", LOCKED_SECONDS, 1, MOST_LOCKED_SECONDS);
        int interval = number(values, "pwdFailureCountInterval", LOCKED_SECONDS, 1, MOST_SECONDS);
        return new PasswordPolicy(
                number(values, "pwdMinLength", PasswordPolicy.DEFAULT.minimumLength(), 1, 128),
                number(values, "lightwavePwdMinClasses", 0, 0, 4),
                number(values, "pwdInHistory", 0, 0, 24),
                seconds(values, "pwdMaxAge"),
                seconds(values, "pwdMinAge"),
                number(values, "pwdGraceAuthNLimit", 0, 0, 100),
                seconds(values, "pwdExpireWarning"),
                flag(values, "pwdMustChange", false),
                flag(values, "pwdAllowUserChange", true),
                flag(values, "pwdSafeModify", false),
                flag(values, "lightwavePwdRefuseBreached", true),
                cost(values),
                flag(values, "lightwavePwdScram", false),
                locks && failures > 0
                        ? new PasswordPolicy.Lockout(
                                failures, Duration.ofSeconds(duration), Duration.ofSeconds(interval))
                        : null);
    }

    private static Argon2Cost cost(Function<String, Optional<String>> values) {
        Argon2Cost standard = Argon2Cost.DEFAULT;
        int memory = number(values, MEMORY, standard.memory(), Argon2Cost.LEAST_MEMORY, Argon2Cost.MOST_MEMORY);
        int passes = number(values, PASSES, standard.passes(), 1, Argon2Cost.MOST_PASSES);
        int lanes = number(values, LANES, standard.lanes(), 1, Argon2Cost.MOST_LANES);
        if (memory * passes < Argon2Cost.LEAST_WORK) {
            throw new ViolationException(
                    CONSTRAINT_VIOLATION,
                    PASSES,
                    "%s: memory times passes is at least %d".formatted(PASSES, Argon2Cost.LEAST_WORK));
        }
        return new Argon2Cost(memory, passes, lanes);
    }

    private static Duration seconds(Function<String, Optional<String>> values, String name) {
        return Duration.ofSeconds(number(values, name, 0, 0, MOST_SECONDS));
    }

    private static int number(
            Function<String, Optional<String>> values, String name, int standard, int least, int most) {
        Optional<String> text = values.apply(name);
        if (text.isEmpty()) {
            return standard;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new ViolationException(CONSTRAINT_VIOLATION, name, "%s: %d to %d".formatted(name, least, most));
    }

    private static boolean flag(Function<String, Optional<String>> values, String name, boolean standard) {
        return values.apply(name).map("TRUE"::equals).orElse(standard);
    }
}
