package io.lightwave.directory.entry;

import static com.unboundid.ldap.sdk.SearchScope.BASE;
import static com.unboundid.ldap.sdk.SearchScope.ONE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchTest {
    private DirectoryWorld world;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        world.add(
                world.admin(ACME),
                "dn: uid=alice,ou=people,dc=acme,dc=example",
                "objectClass: inetOrgPerson",
                "cn: Alice Archer",
                "sn: Archer",
                "mail: alice@acme.example");
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @Test
    void smoke() {
        assertThat(world.search(world.admin(ACME), "dc=acme,dc=example", SUB, "(uid=ALICE)"))
                .containsExactly("uid=alice,ou=people,dc=acme,dc=example");
        assertThat(world.search(world.admin(ACME), "dc=acme,dc=example", BASE, "(objectClass=*)"))
                .containsExactly("dc=acme,dc=example");
        assertThat(world.search(world.admin(ACME), "dc=acme,dc=example", ONE, "(objectClass=*)"))
                .hasSize(6);
    }
}
