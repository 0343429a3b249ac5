package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.BearerAuthentication;
import io.lightwave.directory.CertificateAuthentication;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.authentication.PasswordStates;
import io.lightwave.directory.authentication.ScramAuthentication;
import io.lightwave.directory.dit.EntryJournal;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.DirectorySchema;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// What all connections share.
public final class LdapOperations {
    private final ActivePrincipals principals;
    private final DirectorySchema schema;
    private final Audit audit;
    private final ChangeFeed feed;
    private final Identities identities;
    private final BindOperation bind;
    private final SearchOperation search;
    private final CompareOperation compare;
    private final ChangeOperation change;
    private final Transactions transactions;
    private final ExtendedOperation extended;

    /// What the operations stand on.
    public record Foundations(
            ActivePrincipals principals,
            PasswordAuthentication passwords,
            PasswordStates states,
            ScramAuthentication scram,
            Entries entries,
            DirectorySchema schema,
            Tenants tenants,
            Audit audit,
            ChangeFeed feed,
            EntryJournal journal,
            TransactionTemplate transactions,
            SecureRandom random,
            Optional<BearerAuthentication> bearer,
            Optional<CertificateAuthentication> certificates) {}

    /// @param clearOnLoopback whether a peer on a loopback address may send its password without TLS
    public LdapOperations(Foundations on, boolean clearOnLoopback) {
        this.principals = on.principals();
        this.schema = on.schema();
        this.audit = on.audit();
        this.feed = on.feed();
        this.identities = new Identities(on.principals(), on.entries(), on.tenants(), on.audit());
        var notices = new PasswordNotices(on.states(), on.entries());
        this.bind = new BindOperation(on, new SaslBind(on, identities), identities, notices, clearOnLoopback);
        var following = new Following(on.entries(), on.journal(), this);
        var serverEntries = new ServerEntries(new RootDse(on.tenants(), on.schema(), bind::mechanisms), on.schema());
        var assertions = new Assertions(on.entries(), serverEntries);
        this.search = new SearchOperation(
                on.entries(),
                serverEntries,
                assertions,
                new EffectiveRights(on.entries(), identities, on.principals()),
                on.feed(),
                new PageCookies(on.random()),
                notices,
                new ContentSync(following, new SyncCookies(on.tenants(), on.entries())),
                new PersistentSearch(following));
        this.compare = new CompareOperation(on.entries(), serverEntries, assertions, on.feed());
        var oldPasswords = new OldPasswords(on);
        this.change = new ChangeOperation(
                on.entries(),
                serverEntries,
                assertions,
                new PermissiveModify(on.entries()),
                oldPasswords,
                on.transactions());
        this.transactions = new Transactions(this, on.transactions(), on.random());
        this.extended = new ExtendedOperation(
                identities,
                new PasswordModify(on, identities, oldPasswords, clearOnLoopback),
                transactions,
                new Refresh(on.entries()));
    }

    /// The state of a new connection: nobody is bound.
    ///
    /// @param mostWaiting requests that are taken in while a search runs
    public LdapSession session(ConnectionId id, Channel channel, int mostWaiting) {
        return new LdapSession(this, id, channel, mostWaiting);
    }

    /// Does what a request asks for that is neither a bind nor an extended one.
    LdapResult result(LdapRequest.Answered request, Exchange exchange) throws RefusedException {
        return switch (request) {
            case LdapRequest.Search(var asked) -> named(asked.getBaseDN(), search.search(asked, exchange));
            case LdapRequest.Add(var asked) -> change.add(asked, exchange);
            case LdapRequest.Modify(var asked) -> named(asked.getDN(), change.modify(asked, exchange));
            case LdapRequest.Delete(var name) -> named(name, change.delete(name, exchange));
            case LdapRequest.ModifyDn(var asked) -> named(asked.getDN(), change.modifyDn(asked, exchange));
            case LdapRequest.Compare(var asked) -> named(asked.getDN(), compare.compare(asked, exchange));
            case LdapRequest.Bind _, LdapRequest.Extended _ ->
                throw new IllegalStateException("answered elsewhere: " + request);
        };
    }

    /// RFC 4511 appendix A.2 has a code of its own for a name whose types or values are such that
    /// nothing can be called so. That is looked at when there is nothing of that name.
    private LdapResult named(String name, LdapResult result) {
        return result.code().equals(ResultCode.NO_SUCH_OBJECT) && !schema.couldBe(DistinguishedName.parseAsked(name))
                ? LdapResult.of(ResultCode.INVALID_DN_SYNTAX, "a name with a type or a value that no entry can have")
                : result;
    }

    /// Whether who asks is active, with the same credentials as when it was looked up.
    boolean isStill(Requester requester) {
        return switch (requester) {
            case Requester.Anonymous _ -> true;
            case Requester.Authenticated authenticated ->
                still(authenticated.principal(), null).isPresent();
        };
    }

    /// Who has bound, as it is now; empty when it has since been disabled, deleted, or given
    /// another password, or when what it bound by is not good any more.
    ///
    /// @param proof the certificate or token by which it has bound; null for whoever has bound by something else
    Optional<ActivePrincipal> still(ActivePrincipal then, BindOperation.@Nullable Proof proof) {
        return principals
                .find(then.tenant(), then.id())
                .filter(now -> now.epochs().equals(then.epochs()) && proves(proof, now));
    }

    /// Who has bound, after a change of its own password and nothing else that ends sessions; empty
    /// when there was more, so that the session ends as others do.
    Optional<ActivePrincipal> afterOwnPassword(ActivePrincipal then) {
        return principals
                .find(then.tenant(), then.id())
                .filter(now -> now.epochs().equals(then.epochs().next()));
    }

    private static boolean proves(BindOperation.@Nullable Proof proof, ActivePrincipal whom) {
        return proof == null
                || proof.holder()
                        .filter(holder -> holder.id().equals(whom.id()))
                        .isPresent();
    }

    ActivePrincipals principals() {
        return principals;
    }

    /// As [ChangeFeed#heard()] has it.
    long heard() {
        return feed.heard();
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

    Transactions transactions() {
        return transactions;
    }

    ExtendedOperation extended() {
        return extended;
    }
}
