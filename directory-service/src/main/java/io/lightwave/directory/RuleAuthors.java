package io.lightwave.directory;

/// Who writes access rules.
public interface RuleAuthors {

    /// Whether the subject may write rules about any entry of the tenant, as its administrators may about all of them.
    boolean mayWriteRules(ActivePrincipal principal, TenantId tenant);
}
