package io.lightwave.directory.entry;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4511 §4.8 Delete")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeleteTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final EntryOutcome DONE = new EntryOutcome.Done();

    private DirectoryWorld world;
    private Requester admin;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        admin = world.admin(ACME);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @Test
    void a_subject_s_end_is_told_before_it_is_gone_and_its_name_is_free() {
        var user = world.user(ACME, "leaver");
        world.subjects().addToGroup(ACME, "team", user.id());
        world.ended.told.clear();
        assertThat(world.delete(admin, "uid=leaver,ou=people," + SUFFIX)).isEqualTo(DONE);
        assertThat(world.ended.told).containsExactly("DELETED leaver enabled=true epoch=0");
        assertThat(world.subjects().byId(ACME, user.id())).isEmpty();
        assertThat(world.subjects().byName(ACME, SubjectKind.USER, "leaver")).isEmpty();
        assertThat(world.values(ACME, "cn=team,ou=groups," + SUFFIX, "member")).isEmpty();
        assertThat(world.user(ACME, "leaver").id()).isNotEqualTo(user.id());
    }

    @Test
    void a_workload_can_be_deleted_here_though_not_made() {
        world.subject(ACME, SubjectKind.WORKLOAD, "shop/cart");
        assertThat(world.delete(admin, "cn=shop/cart,ou=workloads," + SUFFIX)).isEqualTo(DONE);
        assertThat(world.subjects().byName(ACME, SubjectKind.WORKLOAD, "shop/cart"))
                .isEmpty();
    }

    @Test
    void an_entry_with_others_below_stays() {
        world.add(admin, "dn: ou=full," + SUFFIX, "objectClass: organizationalUnit");
        world.add(admin, "dn: cn=leaf,ou=full," + SUFFIX, "objectClass: device");
        assertThat(refusal(world.delete(admin, "ou=full," + SUFFIX))).isEqualTo(Reason.NOT_ALLOWED_ON_NON_LEAF);
        assertThat(world.delete(admin, "cn=leaf,ou=full," + SUFFIX)).isEqualTo(DONE);
        assertThat(world.delete(admin, "ou=full," + SUFFIX)).isEqualTo(DONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ou=people,", "ou=groups,", "ou=workloads,", "ou=policies,", "cn=administrators,ou=groups,"})
    void what_a_tenant_needs_stays(String rdns) {
        assertThat(refusal(world.delete(admin, rdns + SUFFIX))).isEqualTo(Reason.UNWILLING_TO_PERFORM);
    }

    @Test
    void what_does_not_exist_is_noSuchObject() {
        assertThat(refusal(world.delete(admin, "uid=nobody,ou=people," + SUFFIX)))
                .isEqualTo(Reason.NO_SUCH_OBJECT);
    }
}
