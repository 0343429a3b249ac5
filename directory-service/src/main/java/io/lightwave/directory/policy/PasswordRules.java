package io.lightwave.directory.policy;

import io.lightwave.directory.dit.PasswordPolicies;
import io.lightwave.directory.password.Argon2Cost;
import io.lightwave.directory.password.PasswordPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a tenant asks of passwords, as REST shows and takes it. What is null is as it is without a policy.
///
/// @param maximumAge zero means that passwords do not expire
/// @param minimumAge zero means that people change theirs whenever they like
record PasswordRules(
        @Nullable Integer minimumLength,
        @Nullable Integer minimumClasses,
        @Nullable Integer history,
        @Nullable Duration maximumAge,
        @Nullable Duration minimumAge,
        @Nullable Integer graceLogins,
        @Nullable Duration expiryWarning,
        @Nullable Boolean mustChange,
        @Nullable Boolean allowUserChange,
        @Nullable Boolean safeModify,
        @Nullable Boolean refuseBreached,
        @Nullable Argon2 argon2,
        @Nullable Boolean scram) {

    /// The field for each attribute of the policy's entry.
    static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("pwdMinLength", "minimumLength"),
            Map.entry("lightwavePwdMinClasses", "minimumClasses"),
            Map.entry("pwdInHistory", "history"),
            Map.entry("pwdMaxAge", "maximumAge"),
            Map.entry("pwdMinAge", "minimumAge"),
            Map.entry("pwdGraceAuthNLimit", "graceLogins"),
            Map.entry("pwdExpireWarning", "expiryWarning"),
            Map.entry("pwdMustChange", "mustChange"),
            Map.entry("pwdAllowUserChange", "allowUserChange"),
            Map.entry("pwdSafeModify", "safeModify"),
            Map.entry("lightwavePwdRefuseBreached", "refuseBreached"),
            Map.entry(PasswordPolicies.MEMORY, "argon2.memory"),
            Map.entry(PasswordPolicies.PASSES, "argon2.passes"),
            Map.entry(PasswordPolicies.LANES, "argon2.lanes"),
            Map.entry("lightwavePwdScram", "scram"));

    /// @param memory in KiB
    record Argon2(
            @Nullable Integer memory,
            @Nullable Integer passes,
            @Nullable Integer lanes) {}

    static PasswordRules of(PasswordPolicy policy) {
        Argon2Cost cost = policy.cost();
        return new PasswordRules(
                policy.minimumLength(),
                policy.minimumClasses(),
                policy.history(),
                policy.maximumAge(),
                policy.minimumAge(),
                policy.graceLogins(),
                policy.expiryWarning(),
                policy.mustChange(),
                policy.allowUserChange(),
                policy.safeModify(),
                policy.refuseBreached(),
                new Argon2(cost.memory(), cost.passes(), cost.lanes()),
                policy.scram());
    }

    /// The attributes' values; empty where there is to be none.
    Map<String, Optional<String>> attributes() {
        Map<String, Optional<String>> standard = of(PasswordPolicy.DEFAULT).texts();
        Map<String, Optional<String>> values = texts();
        values.replaceAll((attribute, value) -> value.equals(standard.get(attribute)) ? Optional.empty() : value);
        return values;
    }

    private Map<String, Optional<String>> texts() {
        Map<String, Optional<String>> texts = new LinkedHashMap<>();
        texts.put("pwdMinLength", text(minimumLength));
        texts.put("lightwavePwdMinClasses", text(minimumClasses));
        texts.put("pwdInHistory", text(history));
        texts.put("pwdMaxAge", seconds(maximumAge));
        texts.put("pwdMinAge", seconds(minimumAge));
        texts.put("pwdGraceAuthNLimit", text(graceLogins));
        texts.put("pwdExpireWarning", seconds(expiryWarning));
        texts.put("pwdMustChange", flag(mustChange));
        texts.put("pwdAllowUserChange", flag(allowUserChange));
        texts.put("pwdSafeModify", flag(safeModify));
        texts.put("lightwavePwdRefuseBreached", flag(refuseBreached));
        texts.put(PasswordPolicies.MEMORY, text(argon2 == null ? null : argon2.memory));
        texts.put(PasswordPolicies.PASSES, text(argon2 == null ? null : argon2.passes));
        texts.put(PasswordPolicies.LANES, text(argon2 == null ? null : argon2.lanes));
        texts.put("lightwavePwdScram", flag(scram));
        return texts;
    }

    static Optional<String> text(@Nullable Integer number) {
        return Optional.ofNullable(number).map(String::valueOf);
    }

    static Optional<String> seconds(@Nullable Duration duration) {
        return Optional.ofNullable(duration).map(Duration::toSeconds).map(String::valueOf);
    }

    static Optional<String> flag(@Nullable Boolean flag) {
        return Optional.ofNullable(flag).map(on -> on ? "TRUE" : "FALSE");
    }
}
