package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.schema.AttributeType;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Who may see and change what, decided here only: whatever the operation, a requester's entries are those of its
/// [Visibility], and nothing else exists for it.
final class Access {
    /// What people may change of themselves: nothing that identifies them to others (name, mail) or gives rights.
    private static final Set<String> OWN = Set.of(
            "userpassword",
            "displayname",
            "givenname",
            "telephonenumber",
            "mobile",
            "homephone",
            "pager",
            "facsimiletelephonenumber",
            "preferredlanguage",
            "jpegphoto",
            "postaladdress",
            "homepostaladdress",
            "roomnumber");

    private final TenantId system;
    private final DirectorySchema schema;

    Access(TenantId system, DirectorySchema schema) {
        this.system = system;
        this.schema = schema;
    }

    sealed interface Visibility {
        /// Every entry of the tenant, for its administrators and the system's.
        record Everything() implements Visibility {}

        /// The requester's own entry.
        record Own(UUID id) implements Visibility {}

        record Nothing() implements Visibility {}
    }

    Visibility visibility(Requester requester, TenantId tenant) {
        if (!(requester instanceof Requester.Authenticated authenticated)) {
            return new Visibility.Nothing();
        }
        ActivePrincipal principal = authenticated.principal();
        if (mustChangePassword(principal)) {
            return principal.tenant().equals(tenant)
                    ? new Visibility.Own(principal.id().value())
                    : new Visibility.Nothing();
        }
        boolean home = principal.tenant().equals(tenant);
        if (principal.isAdministrator() && (home || principal.tenant().equals(system))) {
            return new Visibility.Everything();
        }
        return home ? new Visibility.Own(principal.id().value()) : new Visibility.Nothing();
    }

    /// As the state of the entry was when the principal was looked up, which is for each operation.
    static boolean mustChangePassword(ActivePrincipal principal) {
        return principal
                .subject()
                .attributes()
                .getOrDefault("pwdreset", List.of())
                .contains("TRUE");
    }

    /// Whether one who sees the entry may modify it like this.
    boolean permits(Requester requester, Visibility visibility, List<Modification> modifications) {
        if (requester instanceof Requester.Authenticated authenticated
                && mustChangePassword(authenticated.principal())
                && !modifications.stream().allMatch(this::isPassword)) {
            return false;
        }
        return switch (visibility) {
            case Visibility.Everything() -> true;
            case Visibility.Own _ -> modifications.stream().allMatch(this::isOwn);
            case Visibility.Nothing() -> false;
        };
    }

    private boolean isPassword(Modification modification) {
        return schema.described(modification.getAttributeName())
                .filter(type -> type.key().equals("userpassword"))
                .isPresent();
    }

    private boolean isOwn(Modification modification) {
        String key = schema.described(modification.getAttributeName())
                .map(AttributeType::key)
                .orElse("");
        boolean removesPassword = key.equals("userpassword")
                && (modification.getModificationType().equals(ModificationType.DELETE)
                        || modification.getRawValues().length == 0);
        return OWN.contains(key) && !removesPassword;
    }
}
