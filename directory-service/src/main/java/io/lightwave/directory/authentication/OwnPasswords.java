package io.lightwave.directory.authentication;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.entry.Requester;
import java.util.List;
import java.util.Optional;

/// Changes the owner's `userPassword` on their behalf.
final class OwnPasswords implements PasswordChanges {
    private static final String PREFIX = "the password: ";

    private final Entries entries;
    private final ActivePrincipals principals;

    OwnPasswords(Entries entries, ActivePrincipals principals) {
        this.entries = entries;
        this.principals = principals;
    }

    @Override
    public Outcome change(ActivePrincipal owner, Password chosen, Origin origin) {
        Optional<DistinguishedName> name = entries.nameOf(owner.tenant(), owner.id());
        if (name.isEmpty()) {
            return new Outcome.Refused("The account is gone.");
        }
        EntryOutcome outcome = entries.modify(
                new Requester.Authenticated(owner, origin, true),
                name.get(),
                List.of(new Modification(ModificationType.REPLACE, "userPassword", chosen.utf8())));
        return switch (outcome) {
            case EntryOutcome.Done() ->
                principals
                        .find(owner.tenant(), owner.id())
                        .<Outcome>map(Outcome.Changed::new)
                        .orElseGet(() -> new Outcome.Refused("The account has been disabled."));
            case EntryOutcome.Refused refused -> new Outcome.Refused(inWords(refused));
            case EntryOutcome.Compared _, EntryOutcome.Referred _ ->
                throw new IllegalStateException("nothing was compared");
        };
    }

    private static String inWords(EntryOutcome.Refused refused) {
        if (refused.reason().code().equals(ResultCode.CONSTRAINT_VIOLATION)
                && refused.diagnostic().startsWith(PREFIX)) {
            return refused.diagnostic().substring(PREFIX.length());
        }
        return refused.reason() == Reason.BUSY ? "try again in a moment" : "it is not yours to change";
    }
}
