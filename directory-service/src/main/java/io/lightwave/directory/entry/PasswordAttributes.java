package io.lightwave.directory.entry;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.dit.AttributeValues;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.dit.EntryWriter;
import io.lightwave.directory.dit.PasswordPolicies;
import io.lightwave.directory.password.PasswordState;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.GeneralizedTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The state of a user's password as operational attributes (draft-behera-ldap-password-policy §5.3). Earlier passwords
/// are not among them.
final class PasswordAttributes {
    static final List<String> NAMES = List.of(
            "pwdAccountLockedTime",
            "pwdChangedTime",
            "pwdFailureTime",
            "pwdGraceUseTime",
            "pwdPolicySubentry",
            "pwdReset");

    private final Passwords passwords;
    private final PasswordPolicies policies;
    private final InstantSource clock;

    PasswordAttributes(Passwords passwords, PasswordPolicies policies, InstantSource clock) {
        this.passwords = passwords;
        this.policies = policies;
        this.clock = clock;
    }

    /// Null when the entry has none.
    @Nullable
    AttributeValues of(Entry entry, AttributeType type) {
        return switch (type.key()) {
            case "pwdaccountlockedtime" ->
                entry.enabled() ? lockedTime(entry, type) : AttributeValues.of(type, EntryWriter.DISABLED);
            case "pwdreset" -> entry.attribute(type);
            case "pwdpolicysubentry" ->
                isUser(entry)
                        ? policies.entry(entry.tenant())
                                .map(policy -> AttributeValues.of(type, policy.name()))
                                .orElse(null)
                        : null;
            case "pwdchangedtime" ->
                state(entry)
                        .map(state -> times(type, List.of(state.changedAt())))
                        .orElse(null);
            case "pwdfailuretime" ->
                state(entry).map(state -> times(type, state.failures())).orElse(null);
            case "pwdgraceusetime" ->
                state(entry).map(state -> times(type, state.graces())).orElse(null);
            default -> null;
        };
    }

    private @Nullable AttributeValues lockedTime(Entry entry, AttributeType type) {
        return state(entry)
                .filter(state -> state.lockedUntil(policies.of(entry.tenant()), clock.instant())
                        .isPresent())
                .flatMap(PasswordState::lockedAt)
                .map(at -> AttributeValues.of(type, GeneralizedTime.format(at)))
                .orElse(null);
    }

    private Optional<PasswordState> state(Entry entry) {
        return isUser(entry) ? passwords.state(entry.tenant(), entry.id()) : Optional.empty();
    }

    private static boolean isUser(Entry entry) {
        return entry.kind().filter(kind -> kind == SubjectKind.USER).isPresent();
    }

    private static @Nullable AttributeValues times(AttributeType type, List<Instant> times) {
        List<byte[]> values = times.stream()
                .map(GeneralizedTime::formatMicros)
                .distinct()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        return values.isEmpty() ? null : new AttributeValues(type, values);
    }
}
