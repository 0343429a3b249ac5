package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// SASL EXTERNAL on a Unix socket (RFC 4422 appendix A): the kernel says which user of this machine the peer is,
/// and the operator which users are the system tenant's administrator. Nobody else is anybody.
final class LocalBind {
    private static final String ADMINISTRATOR = "admin";

    private final ActivePrincipals principals;
    private final Entries entries;
    private final Tenants tenants;
    private final Audit audit;
    private final SaslBind sasl;

    LocalBind(LdapOperations.Foundations on, SaslBind sasl) {
        this.principals = on.principals();
        this.entries = on.entries();
        this.tenants = on.tenants();
        this.audit = on.audit();
        this.sasl = sasl;
    }

    /// Whether the mechanism leads anywhere on this connection.
    static boolean isPossible(Channel channel) {
        return channel.localPeer().filter(Channel.LocalPeer::administrator).isPresent();
    }

    /// @param credentials the authorization identity, or null
    BindOperation.Bound bind(Channel.LocalPeer peer, @Nullable ASN1OctetString credentials, Origin origin) {
        if (!peer.administrator()) {
            refused(peer, "nobody by this user", origin);
            return BindOperation.Bound.nobody(
                    ResultCode.INAPPROPRIATE_AUTHENTICATION, "a user of this machine who is nobody here");
        }
        Optional<ActivePrincipal> administrator = administrator();
        if (administrator.isEmpty()) {
            refused(peer, "the administrator is not active", origin);
            return BindOperation.REFUSED;
        }
        try {
            String identity = credentials == null ? "" : SaslBind.text(credentials.getValue());
            return sasl.authenticated(
                    administrator.get(), identity, "local user %s (EXTERNAL)".formatted(peer.user()), origin);
        } catch (IllegalArgumentException e) {
            refused(peer, "a malformed authorization identity", origin);
            return BindOperation.REFUSED;
        }
    }

    private Optional<ActivePrincipal> administrator() {
        return entries.nameOfUser(tenants.system(), ADMINISTRATOR)
                .flatMap(name -> entries.subjectAt(tenants.system(), name))
                .flatMap(id -> principals.find(tenants.system(), id))
                .filter(ActivePrincipal::isAdministrator);
    }

    private void refused(Channel.LocalPeer peer, String reason, Origin origin) {
        audit.record(new AuditEvent(
                tenants.system(),
                "local:" + peer.user(),
                "ldap.bind",
                "local:" + peer.user(),
                AuditEvent.Outcome.REFUSED,
                reason,
                origin));
    }
}
