package io.lightwave.directory.access;

import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The rules that every tenant has.
final class BuiltIn {
    /// Stands above all others: no rule takes anything from who administers the tenant.
    static final CompiledRule ADMINISTRATORS = new CompiledRule(
            new TenantId("every.tenant"),
            "administrators",
            true,
            EnumSet.allOf(Right.class),
            new UUID(0, 0),
            Rule.Scope.SUB,
            null,
            null,
            null,
            AttributeSet.EVERYTHING);

    static final String OWN_ENTRY = "own-entry";
    static final String OWN_ATTRIBUTES = "own-attributes";

    /// Denies what would give the requester rights of others that it does not have.
    static final String NO_ESCALATION = "no-escalation";

    static final Set<String> NAMES =
            Set.of(ADMINISTRATORS.name(), OWN_ENTRY, OWN_ATTRIBUTES, NO_ESCALATION, Tenants.USER_ADMINISTRATORS);

    /// Attributes that tell how much there is below.
    static final Set<String> COUNTS = Set.of("hassubordinates", "numsubordinates");

    /// What people may change of themselves: nothing that identifies them to others (name, mail) or gives rights.
    private static final List<String> OWN = List.of(
            "userPassword",
            "displayName",
            "givenName",
            "telephoneNumber",
            "mobile",
            "homePhone",
            "pager",
            "facsimileTelephoneNumber",
            "preferredLanguage",
            "jpegPhoto",
            "postalAddress",
            "homePostalAddress",
            "roomNumber");

    private final AttributeSet own;
    private final AttributeSet password;

    BuiltIn(DirectorySchema schema) {
        this.own = AttributeSet.of(schema, OWN);
        this.password = AttributeSet.of(schema, List.of("userPassword"));
    }

    /// What everybody may do with the own entry.
    ///
    /// @param passwordOnly whether nothing but the password may be changed
    List<CompiledRule> own(TenantId tenant, UUID id, boolean passwordOnly) {
        return List.of(
                CompiledRule.own(
                        tenant,
                        OWN_ENTRY,
                        id,
                        EnumSet.of(Right.READ, Right.SEARCH, Right.COMPARE),
                        AttributeSet.EVERYTHING),
                CompiledRule.own(tenant, OWN_ATTRIBUTES, id, EnumSet.of(Right.WRITE), passwordOnly ? password : own));
    }

    /// What user administrators may do with what stands below a container, which itself stays as it is.
    static List<CompiledRule> below(TenantId tenant, UUID container) {
        return List.of(
                new CompiledRule(
                        tenant,
                        Tenants.USER_ADMINISTRATORS,
                        true,
                        EnumSet.of(Right.READ, Right.SEARCH, Right.COMPARE, Right.ADD),
                        container,
                        Rule.Scope.SUB,
                        null,
                        null,
                        null,
                        AttributeSet.EVERYTHING),
                new CompiledRule(
                        tenant,
                        Tenants.USER_ADMINISTRATORS,
                        true,
                        EnumSet.of(Right.WRITE, Right.DELETE),
                        container,
                        Rule.Scope.SUB,
                        null,
                        "below",
                        entry -> !entry.id().equals(container),
                        AttributeSet.EVERYTHING));
    }
}
