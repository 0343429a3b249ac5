package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.AuthorizationIdentityResponseControl;
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

    /// @param principal who the connection belongs to from now on; empty for nobody
    record Bound(LdapResult result, Optional<ActivePrincipal> principal) {
        /// RFC 3829 §3.
        private Bound identified() {
            String identity = principal.map(Identities::of).orElse("");
            return new Bound(result.with(new AuthorizationIdentityResponseControl(identity)), principal);
        }

        private static Bound nobody(ResultCode code, String diagnostic) {
            return new Bound(LdapResult.of(code, diagnostic), Optional.empty());
        }
    }

    /// Unknown name, wrong password, disabled, throttled: all look alike (RFC 4513 §5.1.3); the trail knows which.
    private static final Bound REFUSED = Bound.nobody(ResultCode.INVALID_CREDENTIALS, "");

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

    Bound bind(BindRequestProtocolOp asked, RequestControls controls, Channel channel, Origin origin) {
        Bound bound = bind(asked, channel, origin);
        return controls.has(KnownControl.AUTHORIZATION_IDENTITY)
                        && bound.result().isSuccess()
                ? bound.identified()
                : bound;
    }

    private Bound bind(BindRequestProtocolOp asked, Channel channel, Origin origin) {
        if (asked.getVersion() != LDAP_V3) {
            return Bound.nobody(ResultCode.PROTOCOL_ERROR, "only LDAP version 3 is spoken here");
        }
        ASN1OctetString simple = asked.getSimplePassword();
        if (simple == null) {
            record(asked, "a SASL mechanism", origin);
            return Bound.nobody(ResultCode.AUTH_METHOD_NOT_SUPPORTED, "only simple binds are supported");
        }
        byte[] password = simple.getValue();
        if (password.length == 0) {
            if (asked.getBindDN().isEmpty()) {
                return new Bound(LdapResult.SUCCESS, Optional.empty());
            }
            record(asked, "no password", origin); // RFC 4513 §5.1.2
            return Bound.nobody(ResultCode.UNWILLING_TO_PERFORM, "a bind without a password proves nothing");
        }
        if (!channel.isSecure() && !(clearOnLoopback && channel.isLoopback())) {
            record(asked, "a password in clear", origin);
            return Bound.nobody(ResultCode.CONFIDENTIALITY_REQUIRED, "a password is accepted only under TLS");
        }
        return authenticate(asked, password, origin);
    }

    private Bound authenticate(BindRequestProtocolOp asked, byte[] password, Origin origin) {
        DistinguishedName name;
        Password proof;
        try {
            name = DistinguishedName.parseSpaced(asked.getBindDN());
            proof = new Password(password);
        } catch (IllegalArgumentException e) {
            record(asked, "malformed name or password", origin);
            return REFUSED;
        }
        return switch (passwords.authenticate(name, proof, origin)) {
            case PasswordAuthentication.Outcome.Authenticated(ActivePrincipal principal) -> {
                record(principal.tenant(), asked, AuditEvent.Outcome.SUCCESS, "password", origin);
                yield new Bound(LdapResult.SUCCESS, Optional.of(principal));
            }
            case PasswordAuthentication.Outcome.Refused(String reason) -> {
                record(asked, reason, origin);
                yield REFUSED;
            }
        };
    }

    private void record(BindRequestProtocolOp asked, String refusal, Origin origin) {
        record(tenantOf(asked.getBindDN()), asked, AuditEvent.Outcome.REFUSED, refusal, origin);
    }

    private void record(
            TenantId tenant, BindRequestProtocolOp asked, AuditEvent.Outcome outcome, String reason, Origin origin) {
        String name = asked.getBindDN();
        String claim = name.length() <= LONGEST_CLAIM ? name : name.substring(0, LONGEST_CLAIM);
        audit.record(new AuditEvent(tenant, claim, "ldap.bind", claim, outcome, reason, origin));
    }

    private TenantId tenantOf(String name) {
        try {
            return entries.route(DistinguishedName.parseSpaced(name)).orElseGet(tenants::system);
        } catch (IllegalArgumentException e) {
            return tenants.system();
        }
    }
}
