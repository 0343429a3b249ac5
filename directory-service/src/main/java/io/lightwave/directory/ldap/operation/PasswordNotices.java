package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10WarningType;
import com.unboundid.ldap.sdk.unboundidds.controls.AccountUsableResponseControl;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.PasswordAuthentication.Hint;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.authentication.PasswordStates;
import io.lightwave.directory.authentication.PasswordStates.Notice;
import io.lightwave.directory.authentication.PasswordStates.Usability;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.entry.Requester;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What there is to say of passwords: the response control of draft-behera-ldap-password-policy-10 §6.2, and
/// the account usability control.
///
/// Whoever has not proved to know the password learns nothing: every refused bind has the same empty control, except
/// that of an expired password that was right, and `accountLocked` while guesses at a name are not looked at, which is
/// so of names of nobody too. That the tenant's policy has locked an account is not said: it locks those that are
/// there.
final class PasswordNotices {
    private static final int NONE = -1;

    private final PasswordStates states;
    private final Entries entries;

    PasswordNotices(PasswordStates states, Entries entries) {
        this.states = states;
        this.entries = entries;
    }

    /// For a bind that has ended well.
    ///
    /// @param byPassword whether it is the password that was given: its warnings are for those who use it
    Control of(ActivePrincipal principal, boolean byPassword) {
        if (principal.kind() != SubjectKind.USER) {
            return control(null, NONE, null);
        }
        Notice notice = states.notice(principal);
        var error = notice.mustChange() ? DraftBeheraLDAPPasswordPolicy10ErrorType.CHANGE_AFTER_RESET : null;
        if (byPassword && notice.gracesLeft().isPresent()) {
            return control(
                    DraftBeheraLDAPPasswordPolicy10WarningType.GRACE_LOGINS_REMAINING,
                    notice.gracesLeft().getAsInt(),
                    error);
        }
        return byPassword && notice.expiresIn().isPresent()
                ? control(
                        DraftBeheraLDAPPasswordPolicy10WarningType.TIME_BEFORE_EXPIRATION,
                        seconds(notice.expiresIn().get()),
                        error)
                : control(null, NONE, error);
    }

    /// For a bind that was refused.
    static Control refused(Hint hint) {
        return control(
                null,
                NONE,
                switch (hint) {
                    case EXPIRED -> DraftBeheraLDAPPasswordPolicy10ErrorType.PASSWORD_EXPIRED;
                    case CLOSED -> DraftBeheraLDAPPasswordPolicy10ErrorType.ACCOUNT_LOCKED;
                    case NONE -> null;
                });
    }

    /// The result of an add or a modification, with the control when it was asked for and there is something to say.
    static LdapResult told(Exchange exchange, EntryOutcome outcome) {
        LdapResult result = LdapResult.of(outcome);
        if (!exchange.controls().has(KnownControl.PASSWORD_POLICY)
                || !(outcome instanceof EntryOutcome.Refused refused)) {
            return result;
        }
        var error = error(refused.reason(), exchange.requester());
        return error == null ? result : result.with(control(null, NONE, error));
    }

    private static @Nullable DraftBeheraLDAPPasswordPolicy10ErrorType error(Reason reason, Requester requester) {
        return switch (reason) {
            case PASSWORD_QUALITY -> DraftBeheraLDAPPasswordPolicy10ErrorType.INSUFFICIENT_PASSWORD_QUALITY;
            case PASSWORD_TOO_SHORT -> DraftBeheraLDAPPasswordPolicy10ErrorType.PASSWORD_TOO_SHORT;
            case PASSWORD_TOO_YOUNG -> DraftBeheraLDAPPasswordPolicy10ErrorType.PASSWORD_TOO_YOUNG;
            case PASSWORD_IN_HISTORY -> DraftBeheraLDAPPasswordPolicy10ErrorType.PASSWORD_IN_HISTORY;
            case OLD_PASSWORD_MISSING -> DraftBeheraLDAPPasswordPolicy10ErrorType.MUST_SUPPLY_OLD_PASSWORD;
            case PASSWORD_CHANGE_NOT_ALLOWED -> DraftBeheraLDAPPasswordPolicy10ErrorType.PASSWORD_MOD_NOT_ALLOWED;
            case INSUFFICIENT_ACCESS_RIGHTS ->
                requester instanceof Requester.Authenticated authenticated
                                && authenticated
                                        .principal()
                                        .subject()
                                        .attributes()
                                        .getOrDefault("pwdreset", List.of())
                                        .contains("TRUE")
                        ? DraftBeheraLDAPPasswordPolicy10ErrorType.CHANGE_AFTER_RESET
                        : null;
            default -> null;
        };
    }

    /// What goes with an entry that was found: something only with a user that has a password, and only for those who
    /// see all of the tenant, or the user itself.
    List<Control> usability(Requester requester, TenantId tenant, FoundEntry found) {
        boolean may = entries.seesEverything(requester, tenant)
                || (requester instanceof Requester.Authenticated authenticated
                        && authenticated.principal().id().value().equals(found.id()));
        Optional<Usability> usability = may ? states.usability(tenant, found.id()) : Optional.empty();
        return usability.<List<Control>>map(known -> List.of(control(known))).orElse(List.of());
    }

    private static Control control(Usability usability) {
        return switch (usability) {
            case Usability.Usable(var expiresIn) ->
                new AccountUsableResponseControl(
                        expiresIn.map(PasswordNotices::seconds).orElse(NONE));
            case Usability.Unusable(var disabled, var mustChange, var expired, var gracesLeft, var opensIn) ->
                new AccountUsableResponseControl(
                        disabled || opensIn.isPresent(),
                        mustChange,
                        expired,
                        expired ? gracesLeft : NONE,
                        opensIn.map(PasswordNotices::seconds).orElse(NONE));
        };
    }

    private static Control control(
            @Nullable DraftBeheraLDAPPasswordPolicy10WarningType warning,
            int value,
            @Nullable DraftBeheraLDAPPasswordPolicy10ErrorType error) {
        return new DraftBeheraLDAPPasswordPolicy10ResponseControl(warning, value, error);
    }

    /// Begun ones count: what ends in less than a second has not ended.
    private static int seconds(Duration left) {
        return (int) Math.min(Integer.MAX_VALUE, left.plusNanos(999_999_999).toSeconds());
    }
}
