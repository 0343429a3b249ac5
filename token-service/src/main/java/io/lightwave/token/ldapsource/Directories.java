package io.lightwave.token.ldapsource;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import io.lightwave.directory.Password;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is said to the servers of a source: who somebody is by a search, and whether a password is theirs by a bind
/// with it (RFC 4513 §5.1.3).
final class Directories {
    private static final int SECONDS = 5;

    /// Of members of members, and of groups of one person.
    private static final int DEEPEST = 8;

    private static final int MOST_GROUPS = 500;

    private final Connections connections;

    Directories(Connections connections) {
        this.connections = connections;
    }

    /// What came of a password.
    sealed interface Check {
        record Right(Entries.Person person) implements Check {}

        record Wrong(Entries.Person person, String reason) implements Check {}

        /// There is no such person; it took as many steps.
        record Nobody() implements Check {}

        /// Guessing has been stopped.
        record Closed() implements Check {}

        record Unreachable(String reason) implements Check {}
    }

    /// Whom to look for.
    sealed interface Sought {
        /// As somebody typed it.
        record Named(String name) implements Sought {}

        record Known(String id) implements Sought {}
    }

    /// Whether the password is theirs.
    ///
    /// @param own our password there; empty when there is none
    /// @param open whether the password of whoever has that id may be tried now
    Check check(LdapSource source, Optional<String> own, Sought sought, Password password, Predicate<String> open) {
        if (password.isEmpty()) {
            return new Check.Nobody(); // a bind without one would succeed, as nobody (RFC 4513 §5.1.2)
        }
        try {
            return connections.use(source, connection -> {
                Optional<Entries.Person> found = find(connection, source, own, sought);
                if (found.isEmpty()) {
                    var nobody = new DN(
                            new RDN("uid", UUID.randomUUID().toString()),
                            new DN(source.settings().userBase()));
                    bind(
                            connection,
                            nobody.toString(),
                            UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    return new Check.Nobody();
                }
                Entries.Person person = found.get();
                if (!open.test(person.id())) {
                    return new Check.Closed();
                }
                Optional<String> objection = bind(connection, person.dn(), password.utf8());
                return objection.isPresent()
                        ? new Check.Wrong(person, objection.get())
                        : new Check.Right(person.in(groups(connection, source, own, person)));
            });
        } catch (LDAPException failed) {
            return new Check.Unreachable(inWords(failed));
        }
    }

    /// The same steps for a name that is not to be looked for there, with no password of anybody's.
    void pretend(LdapSource source, Optional<String> own, String name) {
        check(source, own, new Sought.Named(name), Password.of(UUID.randomUUID().toString()), _ -> true);
    }

    /// Tries one server: connects, binds, looks for the base of the users, and for somebody.
    ///
    /// @param name empty for nobody
    Optional<Entries.Person> attempt(
            LdapSource source, LdapSource.Server server, Optional<String> own, Optional<String> name)
            throws LDAPException {
        return connections.use(source, server, connection -> {
            bindOwn(connection, source, own);
            String base = source.settings().userBase();
            var request = new SearchRequest(base, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), "1.1");
            request.setTimeLimitSeconds(SECONDS);
            if (connection.search(request).getEntryCount() != 1) {
                throw new LDAPException(ResultCode.NO_SUCH_OBJECT, "%s is not there for us".formatted(base));
            }
            Optional<Entries.Person> person =
                    name.isEmpty() ? Optional.empty() : find(connection, source, own, new Sought.Named(name.get()));
            return person.isEmpty()
                    ? person
                    : Optional.of(person.get().in(groups(connection, source, own, person.get())));
        });
    }

    private static void bindOwn(LDAPConnection connection, LdapSource source, Optional<String> own)
            throws LDAPException {
        if (source.settings().bindDn().isPresent()) {
            connection.bind(source.settings().bindDn().get(), own.orElse(""));
        } else {
            connection.bind(new SimpleBindRequest()); // as nobody again, whoever was bound before
        }
    }

    /// Why not; empty when it succeeds.
    private static Optional<String> bind(LDAPConnection connection, String dn, byte[] password) throws LDAPException {
        try {
            connection.bind(new SimpleBindRequest(dn, password));
            return Optional.empty();
        } catch (LDAPException refused) {
            if (!refused.getResultCode().isClientSideResultCode()
                    && !refused.getResultCode().equals(ResultCode.BUSY)
                    && !refused.getResultCode().equals(ResultCode.UNAVAILABLE)) {
                return Optional.of(inWords(refused));
            }
            throw refused;
        }
    }

    private static Optional<Entries.Person> find(
            LDAPConnection connection, LdapSource source, Optional<String> own, Sought sought) throws LDAPException {
        bindOwn(connection, source, own);
        LdapSource.Settings settings = source.settings();
        Filter filter = switch (sought) {
            case Sought.Named(String name) -> settings.userFilter().with(Map.of("{name}", name));
            case Sought.Known(String id) -> Entries.byId(settings.attributes(), id);
        };
        var request =
                new SearchRequest(settings.userBase(), SearchScope.SUB, filter, Entries.names(settings.attributes()));
        request.setSizeLimit(2);
        request.setTimeLimitSeconds(SECONDS);
        List<SearchResultEntry> found = atMostTwo(connection, request);
        if (found.size() > 1) {
            throw new LDAPException(ResultCode.OTHER, "the filter for users finds several entries");
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SearchResultEntry entry = found.getFirst();
        return Optional.of(Entries.read(entry, settings.attributes())
                .orElseThrow(() -> new LDAPException(
                        ResultCode.OTHER,
                        "%s has not one value of %s"
                                .formatted(entry.getDN(), settings.attributes().id()))));
    }

    private static List<SearchResultEntry> atMostTwo(LDAPConnection connection, SearchRequest request)
            throws LDAPException {
        try {
            return entries(connection.search(request).getSearchEntries());
        } catch (LDAPSearchException cut) {
            if (cut.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return entries(cut.getSearchEntries());
            }
            throw cut;
        }
    }

    /// The groups of the directory that somebody is in, breadth first.
    private static Set<String> groups(
            LDAPConnection connection, LdapSource source, Optional<String> own, Entries.Person person)
            throws LDAPException {
        if (source.settings().groups().isEmpty()) {
            return Set.of();
        }
        bindOwn(connection, source, own);
        LdapSource.Groups groups = source.settings().groups().get();
        var names = new HashSet<String>();
        var seen = new HashSet<String>();
        List<String> members = List.of(person.dn());
        for (int depth = 0; depth < (groups.nested() ? DEEPEST : 1) && !members.isEmpty(); depth++) {
            var next = new ArrayList<String>();
            for (String member : members) {
                for (SearchResultEntry group : search(connection, groups, member, person.userName())) {
                    if (seen.size() < MOST_GROUPS && seen.add(DN.normalize(group.getDN()))) {
                        next.add(group.getDN());
                        names.add(Groups.ofDn(group.getDN()));
                        Optional.ofNullable(group.getAttributeValue("cn"))
                                .ifPresent(cn -> names.add(Groups.ofName(cn)));
                    }
                }
            }
            members = next;
        }
        return names;
    }

    private static List<SearchResultEntry> search(
            LDAPConnection connection, LdapSource.Groups groups, String member, Optional<String> userName)
            throws LDAPException {
        var request = new SearchRequest(
                groups.base(),
                SearchScope.SUB,
                groups.filter().with(Map.of("{dn}", member, "{name}", userName.orElse(""))),
                "cn");
        request.setSizeLimit(MOST_GROUPS);
        request.setTimeLimitSeconds(SECONDS);
        return entries(connection.search(request).getSearchEntries());
    }

    private static List<SearchResultEntry> entries(@Nullable List<SearchResultEntry> found) { // null: given elsewhere
        return found == null ? List.of() : found;
    }

    /// For operators and the audit trail.
    static String inWords(LDAPException failed) {
        String message = String.valueOf(failed.getMessage())
                .replaceAll(",? ldapSDKVersion=.*", "")
                .replaceAll("\\p{Cntrl}", " ");
        String all = failed.getResultCode().getName() + ": " + message;
        return all.substring(0, Math.min(all.length(), 400));
    }
}
