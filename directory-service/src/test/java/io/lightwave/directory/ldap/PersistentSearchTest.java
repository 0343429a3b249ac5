package io.lightwave.directory.ldap;

import static com.unboundid.ldap.sdk.controls.PersistentSearchChangeType.ADD;
import static com.unboundid.ldap.sdk.controls.PersistentSearchChangeType.DELETE;
import static com.unboundid.ldap.sdk.controls.PersistentSearchChangeType.MODIFY;
import static com.unboundid.ldap.sdk.controls.PersistentSearchChangeType.MODIFY_DN;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.controls.EntryChangeNotificationControl;
import com.unboundid.ldap.sdk.controls.PersistentSearchChangeType;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("draft-ietf-ldapext-psearch-03 Persistent search")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersistentSearchTest {
    private static final String PEOPLE = "ou=people,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();
    private LDAPConnection admin;

    @BeforeAll
    void open() throws LDAPException {
        admin = world.as(LdapWorld.ADMIN);
    }

    @AfterAll
    void close() {
        admin.close();
        world.close();
    }

    private void person(String uid, String description) throws LDAPException {
        LdapWorld.person(admin, uid, description);
    }

    private static EntryChangeNotificationControl change(SearchResultEntry entry) throws LDAPException {
        return Objects.requireNonNull(EntryChangeNotificationControl.get(entry));
    }

    private static void assertTold(LastingSearch search, String uid, PersistentSearchChangeType change)
            throws LDAPException {
        SearchResultEntry entry = search.entry();
        assertThat(entry.getDN()).isEqualTo("uid=%s,%s".formatted(uid, PEOPLE));
        assertThat(change(entry).getChangeType()).isEqualTo(change);
    }

    @Test
    void tells_of_every_kind_of_change_with_its_notification() throws Exception {
        person("before", "watched");
        try (LDAPConnection watcher = world.as(LdapWorld.ADMIN)) {
            LastingSearch search = LastingSearch.begin(
                    watcher,
                    PEOPLE,
                    "(description=watched)",
                    new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true));
            SearchResultEntry first = search.entry();
            assertThat(first.getDN()).isEqualTo("uid=before," + PEOPLE);
            assertThat(EntryChangeNotificationControl.get(first)).isNull();

            person("after", "watched");
            assertTold(search, "after", ADD);
            admin.modify("uid=after," + PEOPLE, new Modification(ModificationType.ADD, "title", "Watched"));
            assertTold(search, "after", MODIFY);
            admin.modifyDN("uid=after," + PEOPLE, "uid=renamed", true);
            SearchResultEntry renamed = search.entry();
            assertThat(renamed.getDN()).isEqualTo("uid=renamed," + PEOPLE);
            assertThat(change(renamed).getChangeType()).isEqualTo(MODIFY_DN);
            assertThat(change(renamed).getPreviousDN()).isEqualTo("uid=after," + PEOPLE);
            admin.delete("uid=renamed," + PEOPLE);
            assertTold(search, "renamed", DELETE);
            search.abandon();
        }
    }

    /// Threat 1; architecture, decision 10.
    @Test
    void ends_with_whoever_has_bound() throws Exception {
        Subject watcher = world.user(ACME, "passing-watcher");
        String name = "uid=passing-watcher," + PEOPLE;
        try (LDAPConnection connection = world.as(name)) {
            LastingSearch search = LastingSearch.begin(
                    connection,
                    name,
                    "(objectClass=*)",
                    new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true));
            search.entry();
            world.directory.subjects().setEnabled(ACME, watcher.id(), false);
            assertThat(search.result().getResultCode()).isNotEqualTo(ResultCode.SUCCESS);
            assertThat(world.lastEvent().action()).isEqualTo("ldap.session");
        }
    }

    @Test
    void nobody_takes_the_places_of_others() throws Exception {
        var control = new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true);
        var connections = new ArrayList<LDAPConnection>();
        try (LdapWorld.Listening listening = world.listeners(LdapWorld.LIMITS)) {
            for (String uid : List.of("greedy-watcher", "other-watcher")) {
                world.user(ACME, uid);
                String name = "uid=" + uid + "," + PEOPLE;
                for (int i = 0; i < (uid.startsWith("greedy") ? 33 : 1); i++) {
                    var connection =
                            new LDAPConnection("127.0.0.1", listening.ports().ldap(), name, LdapWorld.PASSWORD);
                    connections.add(connection);
                    LastingSearch search = LastingSearch.begin(connection, name, "(objectClass=*)", control);
                    if (i < 32) {
                        assertThat(search.entry().getDN()).isEqualTo(name);
                    } else {
                        assertThat(search.result().getResultCode()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
                    }
                }
            }
        } finally {
            connections.forEach(LDAPConnection::close);
        }
    }

    /// What followers are told of, and what they are not since it is made when asked, so that nobody learns from a
    /// notification what it may not read: who has tried a password, and who has come into which group.
    @Test
    void tells_of_what_the_entry_holds_and_not_of_what_is_made_when_asked() throws Exception {
        Subject told = world.user(ACME, "told-of");
        String name = "uid=told-of," + PEOPLE;
        try (LDAPConnection watcher = world.as(LdapWorld.ADMIN)) {
            LastingSearch search = LastingSearch.begin(
                    watcher,
                    "dc=acme,dc=example",
                    "(|(uid=told-of)(cn=told-to))",
                    new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), true, true));
            // the search has begun when a request behind it is answered
            assertThat(watcher.getEntry(LdapWorld.ADMIN)).isNotNull();
            admin.add(
                    "cn=told-to,ou=groups,dc=acme,dc=example",
                    new Attribute("objectClass", "groupOfNames"),
                    new Attribute("member", name));
            assertThat(LdapWorld.code(() -> watcherless(name, "wrong"))).isEqualTo(ResultCode.INVALID_CREDENTIALS);
            SearchResultEntry group = search.entry();
            assertThat(group.getDN()).isEqualTo("cn=told-to,ou=groups,dc=acme,dc=example");
            world.directory.subjects().setPassword(ACME, told.id(), Password.of("another horse battery"));
            assertTold(search, "told-of", MODIFY);
            world.directory.subjects().setEnabled(ACME, told.id(), false);
            assertTold(search, "told-of", MODIFY);
            admin.delete("cn=told-to,ou=groups,dc=acme,dc=example");
            assertThat(change(search.entry()).getChangeType()).isEqualTo(DELETE);
            search.abandon();
        }
    }

    private void watcherless(String name, String password) throws LDAPException {
        new LDAPConnection("127.0.0.1", world.ports.ldap(), name, password).close();
    }

    @Test
    void tells_of_changes_only_and_of_the_kinds_that_are_asked_for() throws Exception {
        person("old", "filtered");
        try (LDAPConnection watcher = world.as(LdapWorld.ADMIN)) {
            LastingSearch search = LastingSearch.begin(
                    watcher,
                    PEOPLE,
                    "(description=filtered)",
                    new PersistentSearchRequestControl(Set.of(DELETE), true, false));
            // the search has begun when a request behind it is answered
            assertThat(watcher.getEntry(LdapWorld.ADMIN)).isNotNull();
            person("new", "filtered");
            admin.delete("uid=old," + PEOPLE);
            SearchResultEntry gone = search.entry();
            assertThat(gone.getDN()).isEqualTo("uid=old," + PEOPLE);
            assertThat(gone.getControls()).isEmpty();
            search.abandon();
        }
    }

    @Test
    void is_no_way_around_what_is_hidden() throws Exception {
        world.user(ACME, "alice");
        try (LDAPConnection watcher = world.as("uid=alice," + PEOPLE)) {
            LastingSearch search = LastingSearch.begin(
                    watcher,
                    PEOPLE,
                    "(objectClass=*)",
                    new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true));
            assertThat(search.entry().getDN()).isEqualTo("uid=alice," + PEOPLE);
            person("hidden", "hidden");
            admin.delete("uid=hidden," + PEOPLE);
            watcher.modify("uid=alice," + PEOPLE, new Modification(ModificationType.REPLACE, "displayName", "Alice"));
            assertTold(search, "alice", MODIFY);
            assertThat(search.isQuiet()).isTrue();
        }
    }
}
