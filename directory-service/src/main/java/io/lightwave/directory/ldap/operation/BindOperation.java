package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import java.util.Optional;

/// Bind (RFC 4511 §4.2, RFC 4513 §5): anonymous, or by name and password on a protected connection.
final class BindOperation {
    private static final int LDAP_V3 = 3;
    private static final int LONGEST_CLAIM = 256;

    /// Unknown name, wrong password, disabled, throttled: all look alike (RFC 4513 §5.1.3); the trail knows which.
    private static final LdapResult INVALID_CREDENTIALS = LdapResult.of(ResultCode.INVALID_CREDENTIALS, "");

    /// @param principal who the connection belongs to from now on; empty for nobody
    record Bound(LdapResult result, Optional<ActivePrincipal> principal) {
        private static Bound nobody(ResultCode code, String diagnostic) {
            return new Bound(LdapResult.of(code, diagnostic), Optional.empty());
        }
    }

    private final PasswordAuthentication passwords;
    private final Entries entries;
    private final Tenants tenants;
    private final Audit audit;
    private final boolean clearOnLoopback;

    BindOperation(
            PasswordAuthentication passwords, Entries entries, Tenants tenants, Audit audit, boolean clearOnLoopback) {
        this.passwords = passwords;
        this.entries = entries;
        this.tenants = tenants;
        this.audit = audit;
        this.clearOnLoopback = clearOnLoopback;
    }

    Bound bind(BindRequestProtocolOp asked, Channel channel, Origin origin) {
        if (asked.getVersion() != LDAP_V3) {
            return Bound.nobody(ResultCode.PROTOCOL_ERROR, "only LDAP version 3 is spoken here");
        }
        ASN1OctetString simple = asked.getSimplePassword();
        if (simple == null) {
            return Bound.nobody(ResultCode.AUTH_METHOD_NOT_SUPPORTED, "only simple binds are supported");
        }
        byte[] password = simple.getValue();
        if (password.length == 0) {
            return asked.getBindDN().isEmpty()
                    ? new Bound(LdapResult.SUCCESS, Optional.empty())
                    : Bound.nobody(
                            ResultCode.UNWILLING_TO_PERFORM, "a bind without a password proves nothing"); // §5.1.2
        }
        if (!channel.isSecure() && !(clearOnLoopback && channel.isLoopback())) {
            return refused(asked, origin, "a password in clear", ResultCode.CONFIDENTIALITY_REQUIRED);
        }
        return authenticate(asked, password, origin);
    }

    private Bound authenticate(BindRequestProtocolOp asked, byte[] password, Origin origin) {
        DistinguishedName name;
        Password proof;
        try {
            name = DistinguishedName.parse(asked.getBindDN());
            proof = new Password(password);
        } catch (IllegalArgumentException e) {
            return refused(asked, origin, "malformed name or password", ResultCode.INVALID_CREDENTIALS);
        }
        return switch (passwords.authenticate(name, proof, origin)) {
            case PasswordAuthentication.Outcome.Authenticated(ActivePrincipal principal) -> {
                record(principal.tenant(), asked, AuditEvent.Outcome.SUCCESS, "password", origin);
                yield new Bound(LdapResult.SUCCESS, Optional.of(principal));
            }
            case PasswordAuthentication.Outcome.Refused(String reason) ->
                refused(asked, origin, reason, ResultCode.INVALID_CREDENTIALS);
        };
    }

    private Bound refused(BindRequestProtocolOp asked, Origin origin, String reason, ResultCode code) {
        record(tenantOf(asked.getBindDN()), asked, AuditEvent.Outcome.REFUSED, reason, origin);
        return code.equals(ResultCode.INVALID_CREDENTIALS)
                ? new Bound(INVALID_CREDENTIALS, Optional.empty())
                : Bound.nobody(code, "a password is accepted only under TLS");
    }

    private void record(
            TenantId tenant, BindRequestProtocolOp asked, AuditEvent.Outcome outcome, String reason, Origin origin) {
        String name = asked.getBindDN();
        String claim = name.length() <= LONGEST_CLAIM ? name : name.substring(0, LONGEST_CLAIM);
        audit.record(new AuditEvent(tenant, claim, "ldap.bind", claim, outcome, reason, origin));
    }

    private TenantId tenantOf(String name) {
        try {
            return entries.route(DistinguishedName.parse(name)).orElseGet(tenants::system);
        } catch (IllegalArgumentException e) {
            return tenants.system();
        }
    }
}
