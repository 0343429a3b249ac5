package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.AuthorizationIdentityResponseControl;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordAuthentication.Hint;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Bind (RFC 4511 §4.2, RFC 4513 §5): anonymous, by name and password or by SASL on a protected connection.
final class BindOperation {
    private static final int LDAP_V3 = 3;
    private static final int LONGEST_CLAIM = 256;

    /// A certificate or a token.
    interface Proof {
        /// Whom it proves now; empty as soon as it is not good any more.
        Optional<ActivePrincipal> holder();
    }

    /// @param principal who the connection belongs to from now on; empty for nobody
    /// @param proof a credential that may end before its principal does; null for anything else
    /// @param challenge of a SASL mechanism, or null
    /// @param begun the mechanism that goes on with the client's next bind, or null
    /// @param hint what a refusal tells those who ask for the password policy control
    record Bound(
            LdapResult result,
            Optional<ActivePrincipal> principal,
            @Nullable Proof proof,
            @Nullable ASN1OctetString challenge,
            SaslBind.@Nullable Begun begun,
            Hint hint) {

        static Bound somebody(ActivePrincipal principal) {
            return new Bound(LdapResult.SUCCESS, Optional.of(principal), null, null, null, Hint.NONE);
        }

        static Bound nobody(ResultCode code, String diagnostic) {
            return new Bound(LdapResult.of(code, diagnostic), Optional.empty(), null, null, null, Hint.NONE);
        }

        static Bound inProgress(ASN1OctetString challenge, SaslBind.Begun begun) {
            return new Bound(
                    LdapResult.of(ResultCode.SASL_BIND_IN_PROGRESS, ""),
                    Optional.empty(),
                    null,
                    challenge,
                    begun,
                    Hint.NONE);
        }

        /// By what is good for a while only, if the bind is a success.
        Bound by(Proof credential) {
            return result.isSuccess() ? new Bound(result, principal, credential, challenge, begun, hint) : this;
        }

        /// With what the server has to say last, if the bind is a success.
        Bound answering(ASN1OctetString last) {
            return result.isSuccess() ? new Bound(result, principal, proof, last, null, hint) : this;
        }

        /// RFC 3829 §3.
        private Bound identified(Identities identities) {
            String identity = principal.map(identities::of).orElse("");
            return with(new AuthorizationIdentityResponseControl(identity));
        }

        private Bound with(Control control) {
            return new Bound(result.with(control), principal, proof, challenge, begun, hint);
        }
    }

    /// Unknown name, wrong password, disabled, throttled: all look alike (RFC 4513 §5.1.3); the trail knows which.
    static final Bound REFUSED = Bound.nobody(ResultCode.INVALID_CREDENTIALS, "");

    /// The same, told apart only to those who ask for the password policy control.
    static Bound refused(PasswordAuthentication.Outcome.Refused refused) {
        return refused.hint() == Hint.NONE
                ? REFUSED
                : new Bound(REFUSED.result(), Optional.empty(), null, null, null, refused.hint());
    }

    /// RFC 4511 appendix A.2: it may be tried again. Whether there is such a user has no bearing on it.
    static final Bound BUSY = Bound.nobody(ResultCode.BUSY, "");

    private final PasswordAuthentication passwords;
    private final Entries entries;
    private final Tenants tenants;
    private final Audit audit;
    private final SaslBind sasl;
    private final Identities identities;
    private final LocalBind local;
    private final PasswordNotices notices;
    private final boolean clearOnLoopback;

    BindOperation(
            LdapOperations.Foundations on,
            SaslBind sasl,
            Identities identities,
            PasswordNotices notices,
            boolean clearOnLoopback) {
        this.identities = identities;
        this.passwords = on.passwords();
        this.entries = on.entries();
        this.tenants = on.tenants();
        this.audit = on.audit();
        this.sasl = sasl;
        this.local = new LocalBind(on, sasl);
        this.notices = notices;
        this.clearOnLoopback = clearOnLoopback;
    }

    /// The SASL mechanisms that can be used on the connection as it is.
    List<String> mechanisms(Channel channel) {
        if (!isProtected(channel)) {
            return List.of();
        }
        List<String> mechanisms = sasl.mechanisms(channel);
        return LocalBind.isPossible(channel)
                ? Stream.concat(Stream.of(SaslBind.EXTERNAL), mechanisms.stream())
                        .toList()
                : mechanisms;
    }

    /// @param begun the SASL mechanism that the connection's last bind began, or null
    Bound bind(
            BindRequestProtocolOp asked,
            RequestControls controls,
            SaslBind.@Nullable Begun begun,
            Channel channel,
            Origin origin) {
        Bound bound = bind(asked, begun, channel, origin);
        if (controls.has(KnownControl.PASSWORD_POLICY)) {
            bound = noticed(asked, bound);
        }
        return controls.has(KnownControl.AUTHORIZATION_IDENTITY)
                        && bound.result().isSuccess()
                ? bound.identified(identities)
                : bound;
    }

    private Bound noticed(BindRequestProtocolOp asked, Bound bound) {
        String mechanism = asked.getSASLMechanism();
        boolean byPassword = mechanism == null || SaslBind.BY_PASSWORD.contains(mechanism);
        if (bound.principal().isPresent()) {
            return bound.with(notices.of(bound.principal().get(), byPassword));
        }
        return bound.result().code().equals(ResultCode.INVALID_CREDENTIALS)
                ? bound.with(PasswordNotices.refused(bound.hint()))
                : bound;
    }

    private boolean isProtected(Channel channel) {
        return channel.isSecure() || (clearOnLoopback && channel.isLoopback());
    }

    private Bound bind(BindRequestProtocolOp asked, SaslBind.@Nullable Begun begun, Channel channel, Origin origin) {
        if (asked.getVersion() != LDAP_V3) {
            return Bound.nobody(ResultCode.PROTOCOL_ERROR, "only LDAP version 3 is spoken here");
        }
        ASN1OctetString simple = asked.getSimplePassword();
        if (simple == null) {
            return sasl(asked, begun, channel, origin);
        }
        byte[] password = simple.getValue();
        if (password.length == 0) {
            if (asked.getBindDN().isEmpty()) {
                return new Bound(LdapResult.SUCCESS, Optional.empty(), null, null, null, Hint.NONE);
            }
            record(asked, "no password", origin); // RFC 4513 §5.1.2
            return Bound.nobody(ResultCode.UNWILLING_TO_PERFORM, "a bind without a password proves nothing");
        }
        if (!isProtected(channel)) {
            record(asked, "a password in clear", origin);
            return Bound.nobody(ResultCode.CONFIDENTIALITY_REQUIRED, "a password is accepted only under TLS");
        }
        return authenticate(asked, password, origin);
    }

    private Bound sasl(BindRequestProtocolOp asked, SaslBind.@Nullable Begun begun, Channel channel, Origin origin) {
        String mechanism = String.valueOf(asked.getSASLMechanism());
        if (mechanism.equals(SaslBind.EXTERNAL) && channel.localPeer().isPresent()) {
            return local.bind(channel.localPeer().get(), asked.getSASLCredentials(), origin);
        }
        if (!sasl.knows(mechanism)) {
            record(asked, "an unknown SASL mechanism", origin);
            return Bound.nobody(ResultCode.AUTH_METHOD_NOT_SUPPORTED, "a mechanism that is unknown here");
        }
        if (!isProtected(channel)) {
            record(asked, "a credential in clear", origin);
            return Bound.nobody(ResultCode.CONFIDENTIALITY_REQUIRED, "a credential is accepted only under TLS");
        }
        return mechanism.equals(SaslBind.EXTERNAL)
                ? sasl.external(channel.peerCertificate(), asked.getSASLCredentials(), origin)
                : sasl.bind(mechanism, asked.getSASLCredentials(), begun, channel, origin);
    }

    private Bound authenticate(BindRequestProtocolOp asked, byte[] password, Origin origin) {
        DistinguishedName name;
        try {
            name = DistinguishedName.parseAsked(asked.getBindDN());
        } catch (IllegalArgumentException e) {
            record(asked, "a malformed name", origin);
            return Bound.nobody(ResultCode.INVALID_DN_SYNTAX, "not a distinguished name (RFC 4514)");
        }
        Password proof;
        try {
            proof = new Password(password);
        } catch (IllegalArgumentException e) {
            record(asked, "a malformed password", origin);
            return REFUSED;
        }
        return switch (passwords.authenticate(name, proof, origin)) {
            case PasswordAuthentication.Outcome.Authenticated(ActivePrincipal principal) -> {
                record(principal.tenant(), asked, AuditEvent.Outcome.SUCCESS, "password", origin);
                yield Bound.somebody(principal);
            }
            case PasswordAuthentication.Outcome.Refused refused -> {
                record(asked, refused.reason(), origin);
                yield refused(refused);
            }
            case PasswordAuthentication.Outcome.Busy(String reason) -> {
                record(asked, reason, origin);
                yield BUSY;
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
            return entries.route(DistinguishedName.parseAsked(name)).orElseGet(tenants::system);
        } catch (IllegalArgumentException e) {
            return tenants.system();
        }
    }
}
