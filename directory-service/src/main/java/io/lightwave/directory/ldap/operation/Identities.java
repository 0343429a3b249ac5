package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.Requester;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Authorization identities (RFC 4513 §5.2.1.8): `dn:` and a name, or `u:` and a user, who may be followed by `@` and
/// a tenant.
final class Identities {
    private static final int LONGEST = 1_200;

    private final ActivePrincipals principals;
    private final Entries entries;
    private final Tenants tenants;
    private final Audit audit;

    Identities(ActivePrincipals principals, Entries entries, Tenants tenants, Audit audit) {
        this.principals = principals;
        this.entries = entries;
        this.tenants = tenants;
        this.audit = audit;
    }

    /// How a principal is told who it is.
    String of(ActivePrincipal principal) {
        return "dn:" + nameOf(principal);
    }

    DistinguishedName nameOf(ActivePrincipal principal) {
        return entries.nameOf(principal.tenant(), principal.id())
                .orElseGet(() -> usual(principal.tenant(), principal.kind(), principal.name()));
    }

    /// Where subjects stand that are in no unit.
    private static DistinguishedName usual(TenantId tenant, SubjectKind kind, String name) {
        return DistinguishedName.suffixOf(tenant).child("ou", kind.container()).child(kind.namingAttribute(), name);
    }

    /// The name that an authorization identity means.
    ///
    /// @param home where users without a tenant belong
    /// @throws IllegalArgumentException when it is not of one of the two forms
    DistinguishedName name(String identity, TenantId home) {
        if (identity.length() > LONGEST) {
            throw new IllegalArgumentException("an identity that is too long");
        }
        if (identity.regionMatches(true, 0, "dn:", 0, 3)) {
            return DistinguishedName.parseAsked(identity.substring(3));
        }
        if (identity.regionMatches(true, 0, "u:", 0, 2)) {
            return user(identity.substring(2), home);
        }
        throw new IllegalArgumentException("neither dn: nor u:");
    }

    /// `alice` or `alice@acme.example`.
    DistinguishedName user(String name, TenantId home) {
        int at = name.lastIndexOf('@');
        Optional<TenantId> tenant = at <= 0 ? Optional.empty() : tenant(name.substring(at + 1));
        TenantId of = tenant.orElse(home);
        String userName = tenant.isPresent() ? name.substring(0, at) : name;
        return entries.nameOfUser(of, userName).orElseGet(() -> usual(of, SubjectKind.USER, userName));
    }

    private Optional<TenantId> tenant(String text) {
        try {
            return Optional.of(new TenantId(text.toLowerCase(Locale.ROOT)))
                    .filter(id -> tenants.find(id).isPresent());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// For whom the request is: its sender, unless the proxied authorization control (RFC 4370) names somebody else.
    Requester requester(Requester sender, RequestControls controls) throws RefusedException {
        Control proxy = controls.raw(KnownControl.PROXIED_AUTHORIZATION);
        if (proxy == null) {
            return sender;
        }
        ASN1OctetString value = proxy.getValue();
        if (!proxy.isCritical() || value == null) {
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "proxied authorization is critical and has a value");
        }
        String identity = new String(value.getValue(), StandardCharsets.UTF_8);
        if (!(sender instanceof Requester.Authenticated authenticated)) {
            throw denied();
        }
        Optional<Requester> effective = proxied(authenticated, identity);
        record(authenticated, identity, effective.isPresent());
        return effective.orElseThrow(Identities::denied);
    }

    private Optional<Requester> proxied(Requester.Authenticated sender, String identity) {
        ActivePrincipal actor = sender.principal();
        if (identity.isEmpty() || identity.equalsIgnoreCase("dn:")) { // both mean nobody, RFC 4370 §3 and 4513 §5.1.1
            return actor.isAdministrator() ? Optional.of(new Requester.Anonymous(sender.origin())) : Optional.empty();
        }
        try {
            DistinguishedName name = name(identity, actor.tenant());
            return entries.route(name)
                    .flatMap(tenant -> entries.proxied(sender, name).flatMap(id -> principals.find(tenant, id)))
                    .map(principal -> new Requester.Authenticated(principal, sender.origin()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void record(Requester.Authenticated sender, String identity, boolean permitted) {
        ActivePrincipal actor = sender.principal();
        audit.record(new AuditEvent(
                actor.tenant(),
                actor.actor(),
                "ldap.proxy",
                identity.length() <= LONGEST ? identity : identity.substring(0, LONGEST),
                permitted ? AuditEvent.Outcome.SUCCESS : AuditEvent.Outcome.REFUSED,
                permitted ? "" : "may not act as this one, or there is no such subject",
                sender.origin()));
    }

    private static RefusedException denied() {
        return new RefusedException(ResultCode.AUTHORIZATION_DENIED, "you may not act as this one");
    }
}
