package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.PasswordModifyExtendedRequest;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.Requester;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Password Modify (RFC 3062). It is a modification of `userPassword` like any other, except that the old password
/// can take the place of a bind, and that the server can make the new one.
final class PasswordModify {
    /// Without characters that look alike.
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private static final int GENERATED_LENGTH = 20; // 115 bits
    private static final byte GENERATED = (byte) 0x80;

    private final Entries entries;
    private final Identities identities;
    private final OldPasswords oldPasswords;
    private final Tenants tenants;
    private final SecureRandom random;
    private final boolean clearOnLoopback;

    PasswordModify(
            LdapOperations.Foundations on, Identities identities, OldPasswords oldPasswords, boolean clearOnLoopback) {
        this.entries = on.entries();
        this.tenants = on.tenants();
        this.random = on.random();
        this.identities = identities;
        this.oldPasswords = oldPasswords;
        this.clearOnLoopback = clearOnLoopback;
    }

    /// @param generated the response's value: the password made here, or null when the client gave one
    record Outcome(LdapResult result, @Nullable ASN1OctetString generated) {
        private static Outcome refused(ResultCode code, String diagnostic) {
            return new Outcome(LdapResult.of(code, diagnostic), null);
        }
    }

    Outcome change(PasswordModifyExtendedRequest asked, Exchange exchange) throws RefusedException {
        Channel channel = exchange.channel();
        if (!channel.isSecure() && !(clearOnLoopback && channel.isLoopback())) {
            return Outcome.refused(ResultCode.CONFIDENTIALITY_REQUIRED, "passwords are taken only under TLS");
        }
        Requester requester = exchange.requester();
        DistinguishedName name = target(asked.getUserIdentity(), requester);
        ASN1OctetString old = asked.getRawOldPassword();
        if (old != null && oldPasswords.mayProve(requester, name)) {
            requester = oldPasswords.prove(requester, name, old.getValue(), ResultCode.INVALID_CREDENTIALS);
        }
        ASN1OctetString given = asked.getRawNewPassword();
        byte[] password = given == null ? generate() : given.getValue();
        var modifications = List.of(new Modification(ModificationType.REPLACE, "userPassword", password));
        LdapResult result = PasswordNotices.told(exchange, entries.modify(requester, name, modifications));
        if (result.isSuccess()) {
            oldPasswords.goOn(exchange, requester, name, modifications);
        }
        return new Outcome(
                result,
                given != null || !result.isSuccess()
                        ? null
                        : new ASN1OctetString(new ASN1Sequence(new ASN1Element(GENERATED, password)).encode()));
    }

    private DistinguishedName target(@Nullable String identity, Requester requester) throws RefusedException {
        if (identity == null || identity.isEmpty()) {
            if (requester instanceof Requester.Authenticated authenticated) {
                return identities.nameOf(authenticated.principal());
            }
            throw new RefusedException(ResultCode.STRONG_AUTH_REQUIRED, "nobody is bound, and nobody is named");
        }
        try {
            return switch (requester) {
                case Requester.Authenticated authenticated ->
                    name(identity, authenticated.principal().tenant());
                case Requester.Anonymous _ -> name(identity, tenants.system());
            };
        } catch (IllegalArgumentException e) {
            throw isName(identity)
                    ? new RefusedException(ResultCode.INVALID_DN_SYNTAX, "not a distinguished name (RFC 4514)")
                    : new RefusedException(ResultCode.NO_SUCH_OBJECT, "there is no such entry");
        }
    }

    /// Whether it is meant to be one.
    private static boolean isName(String identity) {
        return has(identity, "dn:") || (identity.indexOf('=') > 0 && !has(identity, "u:"));
    }

    /// A name with or without its prefix: the RFC leaves the form open, and clients send a plain name.
    private DistinguishedName name(String identity, io.lightwave.directory.TenantId home) {
        return has(identity, "dn:") || has(identity, "u:")
                ? identities.name(identity, home)
                : DistinguishedName.parseAsked(identity);
    }

    private static boolean has(String identity, String prefix) {
        return identity.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private byte[] generate() {
        var password = new byte[GENERATED_LENGTH];
        for (int i = 0; i < password.length; i++) {
            password[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return password;
    }
}
