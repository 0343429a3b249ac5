package io.lightwave.directory.policy;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.dit.PasswordPolicies;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// When failures close an account to passwords for a while, as REST shows and takes it. What is
/// null is as it is without a policy.
///
/// @param failures after which it is closed; zero means never
/// @param duration for which it then is
/// @param interval after which a failure is forgotten
record LockoutRules(
        @Nullable Boolean enabled,
        @Nullable Integer failures,
        @Nullable Duration duration,
        @Nullable Duration interval) {

    /// The field for each attribute of the policy's entry.
    static final Map<String, String> FIELDS = Map.of(
            "pwdLockout", "enabled",
            "pwdMaxFailure", "failures",
            "pwdLockoutDuration", "duration",
            "pwdFailureCountInterval", "interval");

    private static final Duration STANDARD = Duration.ofSeconds(PasswordPolicies.LOCKED_SECONDS);

    LockoutRules {
        if (Boolean.TRUE.equals(enabled) && (failures == null || failures == 0)) {
            throw new InvalidFieldException("failures", "1 to 1000 when it is enabled");
        }
    }

    /// @param value of an attribute, if there is one
    static LockoutRules of(Function<String, Optional<String>> value) {
        int failures = value.apply("pwdMaxFailure").map(Integer::parseInt).orElse(0);
        return new LockoutRules(
                failures > 0 && value.apply("pwdLockout").filter("TRUE"::equals).isPresent(),
                failures,
                seconds(value.apply("pwdLockoutDuration")),
                seconds(value.apply("pwdFailureCountInterval")));
    }

    private static Duration seconds(Optional<String> text) {
        return text.map(Long::parseLong).map(Duration::ofSeconds).orElse(STANDARD);
    }

    /// The attributes' values; empty where there is to be none.
    Map<String, Optional<String>> attributes() {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        values.put("pwdLockout", PasswordRules.flag(enabled).filter("TRUE"::equals));
        values.put("pwdMaxFailure", PasswordRules.text(failures).filter(text -> !text.equals("0")));
        values.put("pwdLockoutDuration", PasswordRules.seconds(STANDARD.equals(duration) ? null : duration));
        values.put("pwdFailureCountInterval", PasswordRules.seconds(STANDARD.equals(interval) ? null : interval));
        return values;
    }
}
