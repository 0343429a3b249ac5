package io.lightwave.directory.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.fixture.SqlLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantsTest {
    private DirectoryWorld world;
    private Tenants tenants;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        tenants = world.tenants();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @Test
    void begin_makes_the_suffix_with_all_that_stands_below() {
        var id = new TenantId("fresh.example");
        assertThat(tenants.find(id)).isEmpty();
        Tenant tenant = tenants.begin(id, "Fresh").orElseThrow();
        assertThat(tenant.issuer()).hasToString("https://localhost:8443/t/fresh.example");
        assertThat(tenant.enabled()).isTrue();
        assertThat(tenant.ready()).isFalse();
        assertThat(tenants.find(id)).contains(tenant);
        assertThat(world.search(
                        world.admin(DirectoryWorld.SYSTEM), "dc=fresh,dc=example", SearchScope.SUB, "(objectClass=*)"))
                .containsExactlyInAnyOrder(
                        "dc=fresh,dc=example",
                        "ou=people,dc=fresh,dc=example",
                        "ou=groups,dc=fresh,dc=example",
                        "ou=workloads,dc=fresh,dc=example",
                        "ou=clients,dc=fresh,dc=example",
                        "ou=nodes,dc=fresh,dc=example",
                        "ou=policies,dc=fresh,dc=example",
                        "cn=administrators,ou=groups,dc=fresh,dc=example");
    }

    @Test
    void all_that_stands_below_the_suffix_is_made_at_once() {
        var log = new SqlLog();
        try (var node = new DirectoryWorld(world.context.database(), log)) {
            log.taken();
            assertThat(node.tenants().begin(new TenantId("lean.example"), "Lean"))
                    .isPresent();
            List<String> asked = log.taken();
            assertThat(asked).as(asked.toString()).hasSizeLessThanOrEqualTo(6);
        }
    }

    @Test
    void until_it_is_ready_it_authenticates_nobody_and_can_be_resumed() {
        var id = new TenantId("half.example");
        Tenant begun = tenants.begin(id, "Half").orElseThrow();
        Subject user = world.user(id, "early");
        assertThat(world.context.bean(ActivePrincipals.class).find(id, user.id()))
                .isEmpty();
        assertThat(tenants.begin(id, "Other name")).contains(begun);
        assertThat(tenants.markReady(id).ready()).isTrue();
        assertThat(world.context.bean(ActivePrincipals.class).find(id, user.id()))
                .isPresent();
        assertThat(tenants.begin(id, "Half")).isEmpty();
        assertThat(tenants.markReady(id)).isEqualTo(tenants.find(id).orElseThrow());
    }

    @Test
    void begun_by_many_at_once_it_is_one() throws Exception {
        var id = new TenantId("rush.example");
        var begun = new ArrayList<Future<Optional<Tenant>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                begun.add(threads.submit(() -> tenants.begin(id, "Rush")));
            }
        }
        for (Future<Optional<Tenant>> one : begun) {
            assertThat(one.get()).isEqualTo(tenants.find(id));
        }
        assertThat(world.subjects().list(id, SubjectKind.GROUP, "", null, 10).items())
                .hasSize(1);
    }

    @Test
    void disabling_raises_the_epoch_and_closes_the_gate() {
        var id = new TenantId("closing.example");
        assertThat(tenants.begin(id, "Closing")).isPresent();
        tenants.markReady(id);
        Subject user = world.user(id, "user");
        Tenant disabled = tenants.update(id, "Closed", false).orElseThrow();
        assertThat(disabled.enabled()).isFalse();
        assertThat(disabled.epoch()).isEqualTo(1);
        assertThat(disabled.displayName()).isEqualTo("Closed");
        assertThat(world.context.bean(ActivePrincipals.class).find(id, user.id()))
                .isEmpty();
        assertThat(tenants.update(id, "Closed", false).orElseThrow().epoch()).isEqualTo(1);
        Tenant enabled = tenants.update(id, "Open", true).orElseThrow();
        assertThat(enabled.epoch()).isEqualTo(1);
        assertThat(enabled.version()).isGreaterThan(disabled.version());
        assertThat(world.context.bean(ActivePrincipals.class).find(id, user.id()))
                .isPresent();
    }

    @Test
    void the_system_tenant_stays_enabled() {
        assertThatThrownBy(() -> tenants.update(tenants.system(), "System", false))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class,
                        refused -> assertThat(refused.field()).isEqualTo("enabled"));
        assertThat(tenants.update(tenants.system(), "System", true)).isPresent();
    }

    @Test
    void what_does_not_exist_is_empty() {
        assertThat(tenants.update(new TenantId("missing.example"), "x", true)).isEmpty();
        assertThat(tenants.find(new TenantId("missing.example"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"  ", "a\nb", "a\u0000b"})
    void a_display_name_is_a_line_of_text(String name) {
        assertThatThrownBy(() -> tenants.begin(new TenantId("named.example"), name))
                .isInstanceOf(InvalidFieldException.class);
        assertThat(tenants.find(new TenantId("named.example"))).isEmpty();
    }

    @Test
    void pages_come_in_order_of_name() {
        for (String name : List.of("p3.example", "p1.example", "p2.example")) {
            assertThat(tenants.begin(new TenantId(name), name)).isPresent();
        }
        var names = new ArrayList<String>();
        String cursor = "p0.example";
        do {
            var page = tenants.list("", cursor, 1);
            page.items().forEach(tenant -> names.add(tenant.id().value()));
            cursor = page.nextCursor();
        } while (cursor != null && names.size() < 3);
        assertThat(names).containsExactly("p1.example", "p2.example", "p3.example");
        assertThatThrownBy(() -> tenants.list("", "?", 1)).isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() -> tenants.list("", null, 0)).isInstanceOf(InvalidFieldException.class);
    }
}
