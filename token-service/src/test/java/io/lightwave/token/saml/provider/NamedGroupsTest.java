package io.lightwave.token.saml.provider;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.ReservedNames;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.SqlLog;
import io.lightwave.token.browser.Acme;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("Groups that service providers are told of are names that settings know")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamedGroupsTest {
    private static final String PATH = "/api/v1/tenants/acme.example/service-providers";
    private static final String PROVIDER = """
            {"name":"%1$s","groups":["%2$s"],"metadata":"<EntityDescriptor \
            xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='https://%1$s.example/saml'><SPSSODescriptor \
            protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'><AssertionConsumerService \
            Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='https://%1$s.example/acs' \
            index='0'/></SPSSODescriptor></EntityDescriptor>"}""";

    private final SqlLog log = new SqlLog();
    private final Acme acme = Acme.start(log);

    @AfterAll
    void stop() {
        acme.close();
    }

    private boolean has(TenantId tenant, String name) {
        acme.bean(ChangeFeed.class).catchUp();
        return acme.bean(ReservedNames.class).has(tenant, SubjectKind.GROUP, name);
    }

    private void send(String method, String path, String type, String body, int status) {
        var answer = acme.browser().send(method, path, type, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    }

    @Test
    void from_the_moment_on_at_which_they_are_named_until_they_are_not() {
        assertThat(has(ACME, "wiki-admins")).isFalse();
        send("POST", PATH, "application/json", PROVIDER.formatted("wiki", "Wiki-Admins"), 201);
        assertThat(has(ACME, "wiki-admins")).isTrue();
        assertThat(has(OTHER, "wiki-admins")).isFalse();
        send("PATCH", PATH + "/wiki", "application/merge-patch+json", "{\"groups\":[\"Editors\"]}", 200);
        assertThat(has(ACME, "wiki-admins")).isFalse();
        assertThat(has(ACME, "EDITORS")).isTrue();
        send("DELETE", PATH + "/wiki", "application/json", "", 204);
        assertThat(has(ACME, "editors")).isFalse();
    }

    @Test
    void and_what_nothing_can_be_called_is_none_and_spoils_no_others() {
        send("POST", PATH, "application/json", PROVIDER.formatted("odd", "\uE000\",\"sound"), 201);
        assertThat(has(ACME, "sound")).isTrue();
        for (String nothing : List.of("\uE000", "", "\0")) {
            assertThat(has(ACME, nothing)).isFalse();
        }
    }

    @Test
    void looking_again_touches_no_SQL() {
        send("POST", PATH, "application/json", PROVIDER.formatted("warm", "warm"), 201);
        for (int left = 100; left >= 0; left--) { // a busy machine may be late to confirm the feed
            has(ACME, "warm");
            log.taken();
            assertThat(has(ACME, "warm")).isTrue();
            if (log.taken().isEmpty()) {
                return;
            }
        }
        throw new AssertionError("asks the database again and again");
    }
}
