package io.lightwave.ca.ssh;

import io.lightwave.directory.NamesInSettings;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The groups that may have SSH certificates or further accounts, and those accounts: when no group gets one any
/// more, it is again that of the person who is called so.
final class SshNames implements NamesInSettings {
    private final SshAuthorities authorities;

    SshNames(SshAuthorities authorities) {
        this.authorities = authorities;
    }

    @Override
    public Set<String> names(TenantId tenant, SubjectKind kind) {
        var rules = authorities.settings(tenant).userRules();
        var names = new HashSet<String>();
        switch (kind) {
            case GROUP -> {
                names.addAll(rules.groups());
                names.addAll(rules.groupPrincipals().keySet());
            }
            case USER ->
                rules.groupPrincipals().values().stream().flatMap(List::stream).forEach(names::add);
            case WORKLOAD, CLIENT, NODE -> {}
        }
        return names;
    }
}
