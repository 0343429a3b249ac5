package io.lightwave.directory.ldap;

import static io.lightwave.directory.ldap.AccessWorld.PEOPLE;
import static io.lightwave.directory.ldap.AccessWorld.SUFFIX;
import static io.lightwave.directory.ldap.AccessWorld.SVC;
import static io.lightwave.directory.ldap.AccessWorld.on;
import static io.lightwave.directory.ldap.AccessWorld.replace;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestControl;
import com.unboundid.ldap.sdk.controls.ContentSyncRequestMode;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// How many entries searches of somebody may send and look at: by the own entry, or the tenant's suffix.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityLimitsTest {
    private static final String CLASS = "lightwaveSearchLimits";
    private static final String SIZE = "lightwaveSizeLimit";

    private AccessWorld world;
    private LDAPConnection admin;
    private LDAPConnection svc;

    /// What came, and how it ended.
    private record Answer(int entries, ResultCode code) {}

    @BeforeAll
    void open() throws LDAPException {
        world = new AccessWorld();
        admin = world.admin;
        svc = world.svc;
        world.allow("everybody-reads", "authenticated;anonymous", "read search compare", on(PEOPLE));
        for (String name : new String[] {SVC, SUFFIX}) {
            admin.modify(name, new Modification(ModificationType.ADD, "objectClass", CLASS));
        }
    }

    @AfterEach
    void lift() throws LDAPException {
        for (String name : new String[] {SVC, SUFFIX}) {
            admin.modify(name, replace(SIZE), replace("lightwaveTimeLimit"), replace("lightwaveLookThroughLimit"));
        }
        admin.modify(LdapWorld.ADMIN, replace(SIZE), removed());
    }

    @AfterAll
    void close() {
        world.close();
    }

    private static Modification removed() {
        return replace("objectClass", "inetOrgPerson");
    }

    private static Answer search(LDAPConnection connection, int sizeLimit, Control... controls) throws LDAPException {
        var request = new SearchRequest(PEOPLE, SearchScope.ONE, "(objectClass=person)", "1.1");
        request.setSizeLimit(sizeLimit);
        request.setControls(controls);
        try {
            SearchResult result = connection.search(request);
            return new Answer(result.getEntryCount(), result.getResultCode());
        } catch (LDAPSearchException e) {
            return new Answer(e.getEntryCount(), e.getResultCode());
        }
    }

    @Test
    void without_limits_all_is_found() throws Exception {
        assertThat(search(svc, 0)).isEqualTo(new Answer(5, ResultCode.SUCCESS));
    }

    @Test
    void the_own_entry_says_how_many_and_the_client_may_ask_for_less() throws Exception {
        admin.modify(SVC, replace(SIZE, "3"));
        assertThat(search(svc, 0)).isEqualTo(new Answer(3, ResultCode.SIZE_LIMIT_EXCEEDED));
        assertThat(search(svc, 4)).isEqualTo(new Answer(3, ResultCode.SIZE_LIMIT_EXCEEDED));
        assertThat(search(svc, 2)).isEqualTo(new Answer(2, ResultCode.SIZE_LIMIT_EXCEEDED));
    }

    @Test
    void no_control_gets_around_it() throws Exception {
        admin.modify(SVC, replace(SIZE, "3"));
        var sort = new ServerSideSortRequestControl(true, new SortKey("cn"));
        assertThat(search(svc, 0, sort)).isEqualTo(new Answer(3, ResultCode.SIZE_LIMIT_EXCEEDED));
        assertThat(search(svc, 0, sort, new VirtualListViewRequestControl(1, 0, 9, 0, null, true)))
                .isEqualTo(new Answer(3, ResultCode.SIZE_LIMIT_EXCEEDED));
        assertThat(search(svc, 0, new ContentSyncRequestControl(ContentSyncRequestMode.REFRESH_ONLY)))
                .isEqualTo(new Answer(3, ResultCode.SIZE_LIMIT_EXCEEDED));
        for (Control[] controls : new Control[][] {{}, {sort}}) {
            assertThat(pages(controls)).isEqualTo(new Answer(3, ResultCode.SIZE_LIMIT_EXCEEDED));
        }
    }

    private Answer pages(Control... more) throws LDAPException {
        int entries = 0;
        ASN1OctetString cookie = null;
        while (true) {
            var request = new SearchRequest(PEOPLE, SearchScope.ONE, "(objectClass=person)", "1.1");
            request.setControls(more);
            request.addControl(new SimplePagedResultsControl(2, cookie, true));
            try {
                SearchResult result = svc.search(request);
                entries += result.getEntryCount();
                cookie = Objects.requireNonNull(SimplePagedResultsControl.get(result))
                        .getCookie();
                if (cookie.getValueLength() == 0) {
                    return new Answer(entries, result.getResultCode());
                }
            } catch (LDAPSearchException e) {
                return new Answer(entries + e.getEntryCount(), e.getResultCode());
            }
        }
    }

    @Test
    void the_suffix_says_it_for_all_who_have_none_but_administrators() throws Exception {
        admin.modify(SUFFIX, replace(SIZE, "1"));
        assertThat(search(svc, 0)).isEqualTo(new Answer(1, ResultCode.SIZE_LIMIT_EXCEEDED));
        try (var anonymous = new LDAPConnection("127.0.0.1", world.ldap.ports.ldap())) {
            assertThat(search(anonymous, 0)).isEqualTo(new Answer(1, ResultCode.SIZE_LIMIT_EXCEEDED));
        }
        assertThat(search(admin, 0).code()).isEqualTo(ResultCode.SUCCESS);
        admin.modify(SVC, replace(SIZE, "4"));
        assertThat(search(svc, 0)).isEqualTo(new Answer(4, ResultCode.SIZE_LIMIT_EXCEEDED));
        admin.modify(SVC, replace(SIZE, "0"));
        assertThat(search(svc, 0)).isEqualTo(new Answer(5, ResultCode.SUCCESS));
    }

    @Test
    void an_administrator_may_have_limits_of_its_own() throws Exception {
        admin.modify(LdapWorld.ADMIN, new Modification(ModificationType.ADD, "objectClass", CLASS), replace(SIZE, "2"));
        assertThat(search(admin, 0)).isEqualTo(new Answer(2, ResultCode.SIZE_LIMIT_EXCEEDED));
    }

    @Test
    void no_more_entries_are_looked_at_than_are_allowed() throws Exception {
        admin.modify(SVC, replace("lightwaveLookThroughLimit", "4"));
        assertThat(search(svc, 0).code()).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
        admin.modify(SVC, replace("lightwaveLookThroughLimit", "1000"));
        assertThat(search(svc, 0).code()).isEqualTo(ResultCode.SUCCESS);
    }

    @Test
    void nobody_raises_the_own_limits() throws Exception {
        admin.modify(SVC, replace(SIZE, "3"));
        assertThat(LdapWorld.code(() -> svc.modify(SVC, replace(SIZE, "0"))))
                .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
    }

    @Test
    void more_than_the_server_allows_is_the_servers() throws Exception {
        admin.modify(SVC, replace(SIZE, "999999999999"), replace("lightwaveTimeLimit", "-1"));
        assertThat(search(svc, 0)).isEqualTo(new Answer(5, ResultCode.SUCCESS));
    }
}
