package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.unboundidds.controls.GetEffectiveRightsRequestControl;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.RightsQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The get effective rights control of Sun's directory server and its successors: entries come with
/// what somebody may do with them, for who asks for `aclRights` or `aclRightsInfo`.
final class EffectiveRights {
    private final Entries entries;
    private final Identities identities;
    private final ActivePrincipals principals;

    EffectiveRights(Entries entries, Identities identities, ActivePrincipals principals) {
        this.entries = entries;
        this.identities = identities;
        this.principals = principals;
    }

    /// Adds rights to what goes into `sink`, if the exchange's control asks for them.
    Consumer<FoundEntry> added(SearchRequestProtocolOp asked, Exchange exchange, Consumer<FoundEntry> sink)
            throws RefusedException {
        Optional<GetEffectiveRightsRequestControl> control =
                exchange.controls().read(KnownControl.EFFECTIVE_RIGHTS, GetEffectiveRightsRequestControl::new);
        if (control.isEmpty()) {
            return sink;
        }
        var query = new RightsQuery(
                subject(control.get().getAuthzID(), exchange),
                control.get().getAttributes() == null
                        ? List.of()
                        : Arrays.asList(control.get().getAttributes()),
                asks(asked, "aclRights"),
                asks(asked, "aclRightsInfo"));
        return found -> {
            List<Attribute> rights = entries.rights(exchange.requester(), query, found);
            var both = new ArrayList<>(found.attributes());
            both.addAll(rights);
            sink.accept(rights.isEmpty() ? found : new FoundEntry(found.id(), found.name(), both));
        };
    }

    private static boolean asks(SearchRequestProtocolOp asked, String attribute) {
        return asked.getAttributes().stream().anyMatch(attribute::equalsIgnoreCase);
    }

    /// An empty identity is that of nobody, as elsewhere (RFC 4513 §5.2.1.8).
    private Optional<ActivePrincipal> subject(String identity, Exchange exchange) throws RefusedException {
        if (!(exchange.requester() instanceof Requester.Authenticated asker)) {
            throw denied();
        }
        if (identity.isEmpty() || identity.equalsIgnoreCase("dn:")) {
            return Optional.empty();
        }
        try {
            DistinguishedName name = identities.name(identity, asker.principal().tenant());
            return Optional.of(entries.route(name)
                    .flatMap(tenant -> entries.known(asker, name).flatMap(id -> principals.find(tenant, id)))
                    .orElseThrow(EffectiveRights::denied));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "neither dn: nor u:");
        }
    }

    private static RefusedException denied() {
        return new RefusedException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "no such subject whose rights you may know");
    }
}
