package io.lightwave.directory.ldap.operation;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.schema.DirectorySchema;
import java.security.SecureRandom;
import org.springframework.transaction.support.TransactionTemplate;

/// What all connections share.
public final class LdapOperations {
    private final ActivePrincipals principals;
    private final Audit audit;
    private final Identities identities;
    private final BindOperation bind;
    private final SearchOperation search;
    private final CompareOperation compare;
    private final ChangeOperation change;
    private final ExtendedOperation extended;

    /// What the operations stand on.
    public record Foundations(
            ActivePrincipals principals,
            PasswordAuthentication passwords,
            Entries entries,
            DirectorySchema schema,
            Tenants tenants,
            Audit audit,
            ChangeFeed feed,
            TransactionTemplate transactions,
            SecureRandom random) {}

    /// @param clearOnLoopback whether a peer on a loopback address may send its password without TLS
    public LdapOperations(Foundations on, boolean clearOnLoopback) {
        this.principals = on.principals();
        this.audit = on.audit();
        this.identities = new Identities(on.principals(), on.entries(), on.tenants(), on.audit());
        var serverEntries = new ServerEntries(new RootDse(on.tenants()), on.schema());
        var assertions = new Assertions(on.entries(), serverEntries);
        this.bind = new BindOperation(on.passwords(), on.entries(), on.tenants(), on.audit(), clearOnLoopback);
        this.search = new SearchOperation(
                on.entries(), serverEntries, on.schema(), assertions, on.feed(), new PageCookies(on.random()));
        this.compare = new CompareOperation(on.entries(), serverEntries, assertions, on.feed());
        this.change = new ChangeOperation(
                on.entries(),
                assertions,
                new PermissiveModify(on.entries(), on.schema()),
                on.transactions(),
                on.feed());
        this.extended = new ExtendedOperation(new PasswordModify(on, identities, clearOnLoopback));
    }

    /// The state of a new connection: nobody is bound.
    ///
    /// @param id unique to the connection; request ids begin with it
    /// @param mostWaiting requests that are taken in while a search runs
    public LdapSession session(String id, Channel channel, int mostWaiting) {
        return new LdapSession(this, id, channel, mostWaiting);
    }

    ActivePrincipals principals() {
        return principals;
    }

    Audit audit() {
        return audit;
    }

    Identities identities() {
        return identities;
    }

    BindOperation bind() {
        return bind;
    }

    SearchOperation search() {
        return search;
    }

    CompareOperation compare() {
        return compare;
    }

    ChangeOperation change() {
        return change;
    }

    ExtendedOperation extended() {
        return extended;
    }
}
