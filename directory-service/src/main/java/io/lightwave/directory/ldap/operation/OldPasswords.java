package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.List;

/// The present password, where a change names it: Password Modify, or a modification that deletes
/// it by its value. It is proved as in a bind, throttled and counted, since whoever may ask could
/// guess it.
final class OldPasswords {
    private final PasswordAuthentication passwords;
    private final Entries entries;
    private final Tenants tenants;
    private final Audit audit;

    OldPasswords(LdapOperations.Foundations on) {
        this.passwords = on.passwords();
        this.entries = on.entries();
        this.tenants = on.tenants();
        this.audit = on.audit();
    }

    /// Whose password it is, if nobody or they themselves ask; else who asks.
    ///
    /// @param otherwise the result when it is not
    Requester prove(Requester requester, DistinguishedName name, byte[] old, ResultCode otherwise)
            throws RefusedException {
        Password password;
        try {
            password = new Password(old);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(otherwise, "");
        }
        return switch (passwords.authenticate(name, password, requester.origin())) {
            case PasswordAuthentication.Outcome.Authenticated(var owner) ->
                isAnother(requester, owner) ? requester : new Requester.Authenticated(owner, requester.origin(), true);
            case PasswordAuthentication.Outcome.Refused refused -> {
                note(name, refused.reason(), requester);
                throw new RefusedException(otherwise, "");
            }
            case PasswordAuthentication.Outcome.Busy(String reason) -> {
                note(name, reason, requester);
                throw new RefusedException(ResultCode.BUSY, "");
            }
        };
    }

    private static boolean isAnother(Requester requester, ActivePrincipal owner) {
        return requester instanceof Requester.Authenticated authenticated
                && !authenticated.principal().id().equals(owner.id());
    }

    private void note(DistinguishedName name, String refusal, Requester requester) {
        audit.record(new AuditEvent(
                entries.route(name).orElseGet(tenants::system),
                name.toString(),
                "ldap.password",
                name.toString(),
                AuditEvent.Outcome.REFUSED,
                refusal,
                requester.origin()));
    }

    /// Whether the entry is one that the requester knows, or nobody has bound; for others a wrong
    /// password would say that the entry is there.
    boolean mayProve(Requester requester, DistinguishedName name) {
        return requester instanceof Requester.Anonymous
                || entries.known(requester, name).isPresent();
    }

    /// @param requester who may have proved a password with them
    record Proven(Requester requester, List<Modification> modifications) {}

    /// The same modifications, once the password that they delete by its value is proved, in a
    /// form that needs no value: so clients change passwords that do not know Password Modify.
    ///
    /// In a transaction nothing is proved, since failures are counted whatever becomes of it;
    /// the modification is refused.
    Proven proven(DistinguishedName name, List<Modification> modifications, Exchange exchange) throws RefusedException {
        Requester requester = exchange.requester();
        if (modifications.stream().noneMatch(OldPasswords::deletesOneValue)) {
            return new Proven(requester, modifications);
        }
        DirectorySchema schema = entries.schemaOf(name);
        List<Modification> ofPassword = modifications.stream()
                .filter(modification -> isPassword(schema, modification))
                .toList();
        if (ofPassword.isEmpty()
                || ofPassword.size() > 2
                || !deletesOneValue(ofPassword.getFirst())
                || requester instanceof Requester.Anonymous
                || exchange.controls().has(KnownControl.TRANSACTION)
                || !mayProve(requester, name)) {
            return new Proven(requester, modifications);
        }
        byte[] old = ofPassword.getFirst().getValueByteArrays()[0];
        return new Proven(
                prove(requester, name, old, ResultCode.NO_SUCH_ATTRIBUTE), withoutValue(modifications, ofPassword));
    }

    /// Lets the session go on in which somebody has changed their own password, which ends all others of theirs.
    ///
    /// @param requester who has made all of the modifications, which stay whatever comes
    void goOn(Exchange exchange, Requester requester, DistinguishedName name, List<Modification> modifications) {
        DirectorySchema schema = entries.schemaOf(name);
        if (requester instanceof Requester.Authenticated own
                && modifications.stream().anyMatch(modification -> isPassword(schema, modification))
                && entries.known(requester, name)
                        .filter(own.principal().id()::equals)
                        .isPresent()) {
            exchange.session().changedOwnPassword(own.principal());
        }
    }

    private static List<Modification> withoutValue(List<Modification> modifications, List<Modification> ofPassword) {
        Modification first = ofPassword.getFirst();
        Modification last = ofPassword.getLast();
        var changed = new ArrayList<>(modifications);
        if (ofPassword.size() == 1) {
            changed.set(
                    modifications.indexOf(first), new Modification(ModificationType.DELETE, first.getAttributeName()));
            return changed;
        }
        if (last.getModificationType().equals(ModificationType.ADD) && last.getRawValues().length == 1) {
            changed.set(
                    modifications.lastIndexOf(last),
                    new Modification(ModificationType.REPLACE, last.getAttributeName(), last.getValueByteArrays()));
        }
        changed.remove(modifications.indexOf(first));
        return changed;
    }

    private static boolean deletesOneValue(Modification modification) {
        return modification.getModificationType().equals(ModificationType.DELETE)
                && modification.getRawValues().length == 1;
    }

    private static boolean isPassword(DirectorySchema schema, Modification modification) {
        return schema.described(modification.getAttributeName())
                .filter(type -> type.key().equals("userpassword"))
                .isPresent();
    }
}
