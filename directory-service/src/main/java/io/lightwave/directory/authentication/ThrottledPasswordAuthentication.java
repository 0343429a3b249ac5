package io.lightwave.directory.authentication;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.password.PasswordState;
import io.lightwave.directory.password.Passwords;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Checks passwords so that nobody learns from the answer or its time whether a name exists, is disabled or is
/// throttled: a name that identifies nobody gets an id of its own, made from it, and goes the same way.
final class ThrottledPasswordAuthentication implements PasswordAuthentication {
    private static final String KIND = "password";

    private final TenantId systemTenant;
    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final Entries entries;
    private final Passwords passwords;
    private final PasswordStates states;
    private final Throttle throttle;

    ThrottledPasswordAuthentication(
            TenantId systemTenant,
            Subjects subjects,
            ActivePrincipals principals,
            Entries entries,
            Passwords passwords,
            PasswordStates states,
            Throttle throttle) {
        this.systemTenant = systemTenant;
        this.subjects = subjects;
        this.principals = principals;
        this.entries = entries;
        this.passwords = passwords;
        this.states = states;
        this.throttle = throttle;
    }

    @Override
    public Proof prove(TenantId tenant, String userName, Password password, Origin origin) {
        return check(
                tenant,
                named(tenant, userName),
                password,
                Proof.Refused::new,
                (principal, state) -> states.objection(principal, state)
                        .<Proof>map(reason -> new Proof.Outworn(principal, reason))
                        .orElseGet(() -> new Proof.Good(principal)));
    }

    @Override
    public Outcome authenticate(TenantId tenant, String userName, Password password, Origin origin) {
        return authenticate(tenant, named(tenant, userName), password, false);
    }

    @Override
    public Outcome authenticate(DistinguishedName name, Password password, Origin origin) {
        Optional<TenantId> tenant = entries.route(name);
        SubjectId id =
                tenant.flatMap(routed -> entries.subjectAt(routed, name)).orElseGet(() -> nobody(name.toString()));
        return authenticate(tenant.orElse(systemTenant), id, password, true);
    }

    @Override
    public Outcome authenticate(TenantId tenant, SubjectId id, Password password, Origin origin) {
        return authenticate(tenant, id, password, false);
    }

    /// @param toChange whether one who has to change the password first is let in, to do that
    private Outcome authenticate(TenantId tenant, SubjectId id, Password password, boolean toChange) {
        return check(
                tenant,
                id,
                password,
                Outcome.Refused::new,
                (principal, state) -> states.admitted(principal, state, toChange));
    }

    private <T> T check(
            TenantId tenant,
            SubjectId id,
            Password password,
            Function<String, T> refused,
            BiFunction<ActivePrincipal, PasswordState, T> right) {
        if (password.isEmpty()) {
            return refused.apply("empty password");
        }
        String key = id.toString();
        if (!throttle.permits(tenant, KIND, key)) {
            return refused.apply("throttled after failures");
        }
        Optional<ActivePrincipal> before = principals.find(tenant, id);
        return switch (passwords.check(tenant, id.value(), password)) {
            case Passwords.Check.Busy() -> refused.apply("too many passwords to check");
            case Passwords.Check.Wrong() -> {
                throttle.failed(tenant, KIND, key);
                states.failed(tenant, id);
                yield refused.apply(subjects.byId(tenant, id).isPresent() ? "wrong password" : "unknown user");
            }
            case Passwords.Check.Right(var state) -> {
                if (states.isLocked(tenant, state)) {
                    yield refused.apply("locked after failures");
                }
                throttle.succeeded(tenant, KIND, key);
                yield principals
                        .find(tenant, id)
                        .filter(now -> before.map(ActivePrincipal::epochs)
                                .equals(Optional.of(now.epochs()))) // else the password checked may be the old one
                        .map(principal -> right.apply(principal, state))
                        .orElseGet(() -> refused.apply("user or tenant is disabled"));
            }
        };
    }

    private SubjectId named(TenantId tenant, String userName) {
        return subjects.byName(tenant, SubjectKind.USER, userName)
                .map(Subject::id)
                .orElseGet(() -> nobody(userName));
    }

    private static SubjectId nobody(String name) {
        return new SubjectId(
                UUID.nameUUIDFromBytes(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)));
    }
}
