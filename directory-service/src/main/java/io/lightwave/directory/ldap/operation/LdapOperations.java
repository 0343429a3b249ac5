package io.lightwave.directory.ldap.operation;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.schema.DirectorySchema;

/// What all connections share.
public final class LdapOperations {
    private final ActivePrincipals principals;
    private final Entries entries;
    private final Audit audit;
    private final BindOperation bind;
    private final SearchOperation search;

    /// @param clearOnLoopback whether a peer on a loopback address may send its password without TLS
    public LdapOperations(
            ActivePrincipals principals,
            PasswordAuthentication passwords,
            Entries entries,
            DirectorySchema schema,
            Tenants tenants,
            Audit audit,
            boolean clearOnLoopback) {
        this.principals = principals;
        this.entries = entries;
        this.audit = audit;
        this.bind = new BindOperation(passwords, entries, tenants, audit, clearOnLoopback);
        this.search = new SearchOperation(entries, new ServerEntries(new RootDse(tenants), schema));
    }

    /// The state of a new connection: nobody is bound.
    ///
    /// @param id unique to the connection; request ids begin with it
    public LdapSession session(String id, Channel channel) {
        return new LdapSession(this, id, channel);
    }

    ActivePrincipals principals() {
        return principals;
    }

    Entries entries() {
        return entries;
    }

    Audit audit() {
        return audit;
    }

    BindOperation bind() {
        return bind;
    }

    SearchOperation search() {
        return search;
    }
}
