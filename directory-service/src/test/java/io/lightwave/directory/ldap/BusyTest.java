package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.password.FullPool;
import io.lightwave.directory.password.Passwords;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("While more passwords are bound with than there is room to check")
class BusyTest {
    @Test
    void a_bind_is_answered_busy_for_whomever_and_counts_as_no_failure() throws Exception {
        try (LdapWorld world = new LdapWorld();
                LDAPConnection connection = world.anonymous()) {
            world.user(ACME, "early");
            try (FullPool _ = FullPool.of(world.directory.context.bean(Passwords.class), ACME)) {
                for (String name : List.of("early", "nobody")) {
                    assertThat(LdapWorld.code(() -> connection.bind(
                                    "uid=" + name + ",ou=people,dc=acme,dc=example", "not the password")))
                            .isEqualTo(ResultCode.BUSY);
                    assertThat(world.lastEvent().reason()).isEqualTo("too many passwords to check");
                }
                assertThat(world.directory.throttle.lastAddress())
                        .as("of a failure")
                        .isEmpty();
            }
        }
    }
}
