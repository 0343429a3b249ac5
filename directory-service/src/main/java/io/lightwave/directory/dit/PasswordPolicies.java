package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;

import io.lightwave.directory.TenantId;
import io.lightwave.directory.password.PasswordPolicy;
import io.lightwave.directory.schema.DirectorySchema;
import io.lightwave.directory.schema.ViolationException;
import java.time.Duration;
import java.util.Optional;

/// The password policy of each tenant: the entry `cn=password,ou=policies` below its suffix, or the default when there
/// is none. Attributes are those of draft-behera-ldap-password-policy §5.2 and three of our own.
public final class PasswordPolicies {
    static final String OBJECT_CLASS = "lightwavePasswordPolicy";
    static final String RDN = "cn=password";

    private static final int MOST_SECONDS = Integer.MAX_VALUE;
    private static final int LOCKED_SECONDS = 900;
    /// A lock that lasted longer would be a way to keep somebody out.
    private static final int MOST_LOCKED_SECONDS = 86_400;

    private final DirectoryTree tree;
    private final DirectorySchema schema;

    PasswordPolicies(DirectoryTree tree, DirectorySchema schema) {
        this.tree = tree;
        this.schema = schema;
    }

    public PasswordPolicy of(TenantId tenant) {
        return entry(tenant).map(this::parse).orElse(PasswordPolicy.DEFAULT);
    }

    /// Where the policy stands; empty when the tenant has none of its own.
    public Optional<Entry> entry(TenantId tenant) {
        return tree.suffix(tenant)
                .flatMap(suffix -> tree.child(tenant, suffix.id(), "ou=" + StructureRules.POLICIES))
                .flatMap(container -> tree.child(tenant, container.id(), RDN));
    }

    private PasswordPolicy parse(Entry entry) {
        return parse(name -> Optional.ofNullable(entry.attribute(schema.require(name)))
                .map(values -> values.texts().getFirst()));
    }

    /// Refuses a policy whose numbers are out of bounds, or which would lock people out for good.
    void check(Draft draft) {
        parse(name -> draft.text(schema.require(name)));
    }

    /// One value of an attribute, if there is one.
    private interface Values {
        Optional<String> of(String attribute);
    }

    private static PasswordPolicy parse(Values values) {
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
                flag(values, "lightwavePwdRefuseBreached", true),
                flag(values, "lightwavePwdScram", false),
                locks && failures > 0
                        ? new PasswordPolicy.Lockout(
                                failures, Duration.ofSeconds(duration), Duration.ofSeconds(interval))
                        : null);
    }

    private static Duration seconds(Values values, String name) {
        return Duration.ofSeconds(number(values, name, 0, 0, MOST_SECONDS));
    }

    private static int number(Values values, String name, int standard, int least, int most) {
        Optional<String> text = values.of(name);
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

    private static boolean flag(Values values, String name, boolean standard) {
        return values.of(name).map("TRUE"::equals).orElse(standard);
    }
}
