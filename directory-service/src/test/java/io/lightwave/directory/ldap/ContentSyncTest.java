package io.lightwave.directory.ldap;

import static com.unboundid.ldap.sdk.controls.ContentSyncState.ADD;
import static com.unboundid.ldap.sdk.controls.ContentSyncState.DELETE;
import static com.unboundid.ldap.sdk.controls.ContentSyncState.MODIFY;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncDoneControl;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoIntermediateResponse;
import com.unboundid.ldap.sdk.controls.ContentSyncInfoType;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import com.unboundid.ldap.sdk.controls.ContentSyncState;
import com.unboundid.ldap.sdk.controls.ContentSyncStateControl;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("RFC 4533 Content synchronisation")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContentSyncTest {
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

    private void describe(String uid, String description) throws LDAPException {
        admin.modify(
                "uid=%s,%s".formatted(uid, PEOPLE),
                new Modification(ModificationType.REPLACE, "description", description));
    }

    private void remove(String uid) throws LDAPException {
        admin.delete("uid=%s,%s".formatted(uid, PEOPLE));
    }

    private UUID id(String uid) throws LDAPException {
        return UUID.fromString(LdapWorld.entry(admin, "uid=%s,%s".formatted(uid, PEOPLE), "entryUUID")
                .getAttributeValue("entryUUID"));
    }

    private static ContentSyncStateControl state(SearchResultEntry entry) {
        try {
            return Objects.requireNonNull(ContentSyncStateControl.get(entry));
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    private static ContentSyncInfoIntermediateResponse information(LastingSearch search) throws LDAPException {
        return ContentSyncInfoIntermediateResponse.decode(search.information());
    }

    private static String uid(SearchResultEntry entry) {
        return entry.getDN().substring("uid=".length(), entry.getDN().indexOf(','));
    }

    /// One refresh, and what it told.
    ///
    /// @param told by uid
    /// @param named ids that were named in sets, by whether they are gone
    record Refresh(
            Map<String, ContentSyncState> told, Map<UUID, Boolean> named, boolean deletes, ASN1OctetString cookie) {}

    private static Control refreshOnly(@Nullable ASN1OctetString cookie) {
        return new ContentSyncRequestControl(ContentSyncRequestMode.REFRESH_ONLY, cookie, false);
    }

    private static Refresh refresh(LDAPConnection connection, String filter, @Nullable ASN1OctetString cookie)
            throws LDAPException {
        var told = new HashMap<String, ContentSyncState>();
        var named = new HashMap<UUID, Boolean>();
        var request = new SearchRequest(PEOPLE, SearchScope.SUB, filter, "uid", "description");
        request.setControls(refreshOnly(cookie));
        request.setIntermediateResponseListener(response -> {
            try {
                var set = ContentSyncInfoIntermediateResponse.decode(response);
                assertThat(set.getType()).isEqualTo(ContentSyncInfoType.SYNC_ID_SET);
                Objects.requireNonNull(set.getEntryUUIDs()).forEach(id -> named.put(id, set.refreshDeletes()));
            } catch (LDAPException e) {
                throw new AssertionError(e);
            }
        });
        SearchResult result = connection.search(request);
        Objects.requireNonNull(result.getSearchEntries())
                .forEach(entry -> told.put(uid(entry), state(entry).getState()));
        ContentSyncDoneControl done = Objects.requireNonNull(ContentSyncDoneControl.get(result));
        return new Refresh(told, named, done.refreshDeletes(), Objects.requireNonNull(done.getCookie()));
    }

    @Nested
    @DisplayName("§3.3 Refresh only")
    class RefreshOnly {
        @Test
        void without_a_cookie_sends_all_that_matches_with_its_id() throws Exception {
            person("first1", "first");
            person("first2", "first");
            var result = admin.search(new SearchRequest(
                    null,
                    new Control[] {refreshOnly(null)},
                    PEOPLE,
                    SearchScope.SUB,
                    DereferencePolicy.NEVER,
                    0,
                    0,
                    false,
                    Filter.create("(description=first)"),
                    "uid"));
            assertThat(result.getSearchEntries())
                    .extracting(entry -> state(entry).getState())
                    .containsExactly(ADD, ADD);
            assertThat(result.getSearchEntries())
                    .extracting(entry -> state(entry).getEntryUUID())
                    .containsExactlyInAnyOrder(id("first1"), id("first2"));
            ContentSyncDoneControl done = Objects.requireNonNull(ContentSyncDoneControl.get(result));
            assertThat(done.refreshDeletes()).as("what was not sent is gone").isFalse();
            assertThat(done.getCookie()).isNotNull();
        }

        @Test
        void with_a_cookie_sends_what_has_changed_and_names_what_is_gone() throws Exception {
            for (String uid : List.of("kept", "changed", "gone", "renamed", "leaving")) {
                person(uid, "second");
            }
            UUID gone = id("gone");
            UUID leaving = id("leaving");
            Refresh before = refresh(admin, "(description=second)", null);
            assertThat(before.told()).hasSize(5);

            admin.modify("uid=changed," + PEOPLE, new Modification(ModificationType.ADD, "title", "Something else"));
            remove("gone");
            admin.modifyDN("uid=renamed," + PEOPLE, "uid=renamed-to", true);
            describe("leaving", "another");
            person("new", "second");

            Refresh after = refresh(admin, "(description=second)", before.cookie());
            assertThat(after.told()).isEqualTo(Map.of("changed", ADD, "renamed-to", ADD, "new", ADD));
            assertThat(after.named())
                    .containsEntry(gone, true)
                    .containsEntry(leaving, true)
                    .hasSize(2);
            assertThat(after.deletes()).isTrue();

            Refresh again = refresh(admin, "(description=second)", after.cookie());
            assertThat(again.told())
                    .as("what has been told, or a little of it again")
                    .allSatisfy((uid, _) -> assertThat(after.told()).containsKey(uid));
        }

        @Test
        void is_refused_by_the_cookie_of_another_search_and_by_what_is_none_of_ours() throws Exception {
            ASN1OctetString cookie = refresh(admin, "(uid=admin)", null).cookie();
            for (var other : List.of(
                    cookie,
                    new ASN1OctetString("made up"),
                    new ASN1OctetString("csn=20260101000000.000000Z#000000#000#000000"),
                    new ASN1OctetString(new byte[] {(byte) 0xff, 0}))) {
                var request = new SearchRequest(PEOPLE, SearchScope.SUB, "(uid=another)", "uid");
                request.setControls(refreshOnly(other));
                assertThat(LdapWorld.code(() -> admin.search(request)))
                        .as(other.stringValue())
                        .isEqualTo(ResultCode.E_SYNC_REFRESH_REQUIRED);
                request.setControls(new ContentSyncRequestControl(ContentSyncRequestMode.REFRESH_ONLY, other, true));
                assertThat(admin.search(request).getResultCode())
                        .as("the reload hint asks for everything")
                        .isEqualTo(ResultCode.SUCCESS);
            }
        }

        @Test
        void is_refused_when_the_log_does_not_go_back_that_far() throws Exception {
            ASN1OctetString cookie = refresh(admin, "(uid=admin)", null).cookie();
            JdbcClient jdbc = world.directory.context.bean(JdbcClient.class);
            jdbc.sql("INSERT INTO change_log_pruned (xid) VALUES (pg_current_xact_id())")
                    .update();
            try {
                assertThat(LdapWorld.code(() -> refresh(admin, "(uid=admin)", cookie)))
                        .isEqualTo(ResultCode.E_SYNC_REFRESH_REQUIRED);
            } finally {
                jdbc.sql("DELETE FROM change_log_pruned").update();
            }
        }

        @Test
        void names_to_who_does_not_see_everything_only_what_they_see() throws Exception {
            Subject alice = world.user(ACME, "alice");
            person("hidden", "third");
            try (LDAPConnection own = world.as("uid=alice," + PEOPLE)) {
                Refresh first = refresh(own, "(objectClass=*)", null);
                assertThat(first.told()).isEqualTo(Map.of("alice", ADD));
                describe("hidden", "changed");
                remove("hidden");
                Refresh second = refresh(own, "(objectClass=*)", first.cookie());
                assertThat(second.deletes()).as("what is not named is gone").isFalse();
                var present = new ArrayList<>(second.named().keySet());
                present.addAll(
                        second.told().containsKey("alice") ? List.of(alice.id().value()) : List.of());
                assertThat(present).containsOnly(alice.id().value());
                assertThat(second.named().values()).doesNotContain(true);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "30030a0101ff", "30060a01010101", "300a0a01010402", "3080", "30030a0109"})
        void refuses_a_control_that_is_malformed(String hex) {
            var control = new Control(
                    ContentSyncRequestControl.SYNC_REQUEST_OID,
                    true,
                    new ASN1OctetString(HexFormat.of().parseHex(hex)));
            var request = new SearchRequest(PEOPLE, SearchScope.BASE, Filter.createANDFilter());
            request.setControls(control);
            assertThat(LdapWorld.code(() -> admin.search(request))).isEqualTo(ResultCode.PROTOCOL_ERROR);
        }
    }

    private void rules(String sql) {
        world.directory.context.bean(TransactionTemplate.class).executeWithoutResult(_ -> {
            world.directory
                    .context
                    .bean(JdbcClient.class)
                    .sql(sql)
                    .param(ACME.value())
                    .update();
            world.directory.context.bean(ChangeFeed.class).append(ACME, "access-rule", "access-rule");
        });
    }

    @Nested
    @DisplayName("§3.4 Refresh and persist")
    class RefreshAndPersist {
        private static Control persist(@Nullable ASN1OctetString cookie) {
            return new ContentSyncRequestControl(ContentSyncRequestMode.REFRESH_AND_PERSIST, cookie, false);
        }

        private static void assertTold(LastingSearch search, String uid, ContentSyncState state) throws LDAPException {
            SearchResultEntry entry = search.entry();
            assertThat(uid(entry)).isEqualTo(uid);
            assertThat(state(entry).getState()).isEqualTo(state);
            assertThat(information(search).getType()).isEqualTo(ContentSyncInfoType.NEW_COOKIE);
        }

        @Test
        void tells_of_each_change_as_it_happens_until_it_is_abandoned() throws Exception {
            person("there", "live");
            try (LDAPConnection follower = world.as(LdapWorld.ADMIN)) {
                LastingSearch search = LastingSearch.begin(follower, PEOPLE, "(description=live)", persist(null));
                assertThat(uid(search.entry())).isEqualTo("there");
                ContentSyncInfoIntermediateResponse refreshed = information(search);
                assertThat(refreshed.getType()).isEqualTo(ContentSyncInfoType.REFRESH_PRESENT);
                assertThat(refreshed.refreshDone()).isTrue();

                person("comes", "live");
                assertTold(search, "comes", ADD);
                admin.modify("uid=comes," + PEOPLE, new Modification(ModificationType.ADD, "title", "Follower"));
                assertTold(search, "comes", MODIFY);
                person("elsewhere", "not live");
                remove("comes");
                assertTold(search, "comes", DELETE);
                describe("elsewhere", "live");
                assertTold(search, "elsewhere", ADD);

                UUID there = id("there");
                describe("there", "away");
                ContentSyncInfoIntermediateResponse left = information(search);
                assertThat(left.getType()).isEqualTo(ContentSyncInfoType.SYNC_ID_SET);
                assertThat(left.refreshDeletes()).isTrue();
                assertThat(left.getEntryUUIDs()).containsExactly(there);
                assertThat(information(search).getType()).isEqualTo(ContentSyncInfoType.NEW_COOKIE);

                search.abandon();
                person("unheard", "live");
                assertThat(LdapWorld.entry(follower, "uid=unheard," + PEOPLE).getDN())
                        .isNotEmpty();
                assertThat(search.isQuiet()).isTrue();
            }
        }

        @Test
        void goes_on_from_a_cookie() throws Exception {
            person("earlier", "again");
            ASN1OctetString cookie = refresh(admin, "(description=again)", null).cookie();
            UUID earlier = id("earlier");
            remove("earlier");
            person("later", "again");
            try (LDAPConnection follower = world.as(LdapWorld.ADMIN)) {
                LastingSearch search = LastingSearch.begin(follower, PEOPLE, "(description=again)", persist(cookie));
                ContentSyncInfoIntermediateResponse gone = information(search);
                assertThat(gone.getEntryUUIDs()).containsExactly(earlier);
                assertThat(gone.refreshDeletes()).isTrue();
                assertThat(uid(search.entry())).isEqualTo("later");
                assertThat(information(search).getType()).isEqualTo(ContentSyncInfoType.REFRESH_DELETE);
            }
        }

        @Test
        void lets_other_requests_through_meanwhile_but_not_a_second_of_its_kind() throws Exception {
            try (LDAPConnection follower = world.as(LdapWorld.ADMIN)) {
                LastingSearch first = LastingSearch.begin(follower, PEOPLE, "(description=nobody)", persist(null));
                assertThat(information(first).refreshDone()).isTrue();
                assertThat(LdapWorld.entry(follower, LdapWorld.ADMIN).getDN()).isEqualToIgnoringCase(LdapWorld.ADMIN);
                LastingSearch second = LastingSearch.begin(follower, PEOPLE, "(description=nobody)", persist(null));
                assertThat(second.result().getResultCode()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
                first.abandon();
            }
        }

        @Test
        void ends_with_the_rights_of_who_asked() throws Exception {
            Subject carol = world.user(ACME, "carol");
            try (LDAPConnection follower = world.as("uid=carol," + PEOPLE)) {
                LastingSearch search = LastingSearch.begin(follower, PEOPLE, "(objectClass=*)", persist(null));
                assertThat(uid(search.entry())).isEqualTo("carol");
                assertThat(information(search).refreshDone()).isTrue();
                world.directory.subjects().setPassword(ACME, carol.id(), Password.of("another long phrase"));
                assertThat(search.result().getResultCode()).isNotEqualTo(ResultCode.SUCCESS);
            }
        }

        @Test
        void begins_anew_when_the_rules_have_changed() throws Exception {
            world.user(ACME, "erin");
            try (LDAPConnection follower = world.as("uid=erin," + PEOPLE)) {
                LastingSearch search = LastingSearch.begin(follower, PEOPLE, "(objectClass=*)", persist(null));
                assertThat(uid(search.entry())).isEqualTo("erin");
                ASN1OctetString cookie =
                        Objects.requireNonNull(information(search).getCookie());
                rules("""
                        INSERT INTO access_rule (tenant_id, id, name, enabled, allows, subjects, rights, base, scope,
                            attributes, version, created_at, updated_at)
                        SELECT tenant_id, gen_random_uuid(), 'names', true, true, '{authenticated}', '{READ,SEARCH}', id,
                            'SUB', '{cn}', 1, now(), now()
                        FROM entry WHERE tenant_id = ? AND parent_id IS NULL""");
                assertThat(search.result().getResultCode()).isEqualTo(ResultCode.E_SYNC_REFRESH_REQUIRED);
                assertThat(LdapWorld.code(() -> refresh(follower, "(objectClass=*)", cookie)))
                        .isEqualTo(ResultCode.E_SYNC_REFRESH_REQUIRED);
            } finally {
                rules("DELETE FROM access_rule WHERE tenant_id = ?");
            }
        }

        @Test
        void is_no_way_around_what_is_hidden() throws Exception {
            world.user(ACME, "dave");
            try (LDAPConnection follower = world.as("uid=dave," + PEOPLE)) {
                LastingSearch search = LastingSearch.begin(follower, PEOPLE, "(objectClass=*)", persist(null));
                assertThat(uid(search.entry())).isEqualTo("dave");
                assertThat(information(search).refreshDone()).isTrue();
                person("secret", "secret");
                remove("secret");
                follower.modify(
                        "uid=dave," + PEOPLE, new Modification(ModificationType.REPLACE, "displayName", "Dave"));
                assertTold(search, "dave", MODIFY);
                assertThat(search.isQuiet()).isTrue();
            }
        }
    }
}
