package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// What the server says about itself (RFC 4512 §5.1). All but the object class is operational, so a client has to name
/// it or ask for `+` (RFC 3673).
final class RootDse {
    private static final List<String> FEATURES = List.of(
            "1.3.6.1.1.14", // RFC 4525, increment
            "1.3.6.1.4.1.4203.1.5.1", // RFC 3673, all operational attributes
            "1.3.6.1.4.1.4203.1.5.2", // RFC 4529, attributes of an object class
            "1.3.6.1.4.1.4203.1.5.3", // RFC 4526, absolute true and false
            "1.3.6.1.4.1.4203.1.5.4", // RFC 3866, language tags
            "1.3.6.1.4.1.4203.1.5.5"); // RFC 3866, language ranges
    private static final String VERSION = Optional.ofNullable(
                    RootDse.class.getPackage().getImplementationVersion())
            .orElse("development");
    private static final String MECHANISMS = "supportedSASLMechanisms";

    private final Tenants tenants;
    private final DirectorySchema schema;
    private final Function<Channel, List<String>> mechanisms;

    /// @param mechanisms the SASL mechanisms that a connection can use as it is
    RootDse(Tenants tenants, DirectorySchema schema, Function<Channel, List<String>> mechanisms) {
        this.tenants = tenants;
        this.schema = schema;
        this.mechanisms = mechanisms;
    }

    List<Attribute> attributes(Exchange exchange, List<String> asked) {
        Predicate<AttributeType> isSelected = schema.selection(asked);
        List<Attribute> selected = operational(exchange, isSelected.test(schema.require(MECHANISMS)));
        selected.addFirst(new Attribute("objectClass", "top"));
        selected.removeIf(attribute -> !isSelected.test(schema.require(attribute.getName())));
        return selected;
    }

    /// @param withMechanisms not by the way, since they are asked of the database
    private List<Attribute> operational(Exchange exchange, boolean withMechanisms) {
        var all = new ArrayList<Attribute>();
        List<String> contexts = namingContexts(exchange.requester());
        if (!contexts.isEmpty()) {
            all.add(new Attribute("namingContexts", contexts));
            all.add(new Attribute("dynamicSubtrees", contexts)); // RFC 2589 §5: dynamic entries may be anywhere
        }
        all.add(new Attribute("subschemaSubentry", DirectorySchema.SUBENTRY.toString()));
        all.add(new Attribute("supportedControl", KnownControl.oids()));
        all.add(new Attribute("supportedExtension", ExtendedOperation.oids()));
        all.add(new Attribute("supportedFeatures", FEATURES));
        all.add(new Attribute("supportedLDAPVersion", "3"));
        if (withMechanisms) {
            List<String> usable = mechanisms.apply(exchange.channel());
            if (!usable.isEmpty()) {
                all.add(new Attribute(MECHANISMS, usable));
            }
        }
        all.add(new Attribute("vendorName", "Lightwave"));
        all.add(new Attribute("vendorVersion", VERSION));
        return all;
    }

    /// Which tenants exist is nobody's business but the operators'; everybody else sees their own.
    private List<String> namingContexts(Requester requester) {
        if (!(requester instanceof Requester.Authenticated authenticated)) {
            return List.of();
        }
        ActivePrincipal principal = authenticated.principal();
        if (!principal.isAdministrator() || !principal.tenant().equals(tenants.system())) {
            return List.of(suffix(principal.tenant()));
        }
        List<String> all = new ArrayList<>();
        tenants.forEach(tenant -> all.add(suffix(tenant)));
        return all;
    }

    private static String suffix(TenantId tenant) {
        return DistinguishedName.suffixOf(tenant).toString();
    }
}
