package io.lightwave.workload.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.fixture.TestClock;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// By the forms that the platforms document, with keys of the test's own.
@DisplayName("A cloud's token of a machine")
class CloudTest {
    private static final Platform GOOGLE = new Platform("https://accounts.google.example");
    private static final Platform ENTRA =
            new Platform("https://sts.windows.example/8f2c0d6e-9f3b-4a57-8f8e-4f1a2b3c4d5e/");
    private static final String IDENTITY = "2d3a1c7e-5f3b-4f0a-9c1d-8f2f1f0f7a10";
    private static final long DAY = 86_400;

    private static World world;
    private static World.Tenant acme;

    @BeforeAll
    static void start() {
        world = new World();
        acme = world.tenant("acme.example");
        acme.trusts(GOOGLE, "gcp");
        acme.trusts(ENTRA, "azure");
        acme.workload("machine", GOOGLE, """
                {"google.compute_engine.instance_id":"152986662232938449","google.compute_engine.project_number":739419398126}""");
        acme.workload("identity", ENTRA, "{\"oid\":\"%s\"}".formatted(IDENTITY));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void noon() {
        world.context.clock().set(TestClock.NOON);
    }

    /// As `GET …/instance/service-accounts/default/identity?audience=…&format=full` answers.
    private static String ofInstance(String instance, long seconds) {
        long now = world.now().getEpochSecond();
        return GOOGLE.token(Map.of(
                "iss",
                GOOGLE.issuer(),
                "iat",
                now,
                "exp",
                now + seconds,
                "aud",
                acme.issuer(),
                "sub",
                "107517467455664443765",
                "azp",
                "107517467455664443765",
                "email",
                "739419398126-compute@developer.gserviceaccount.com",
                "email_verified",
                true,
                "google",
                Map.of(
                        "compute_engine",
                        Map.of(
                                "project_id",
                                "my-project",
                                "project_number",
                                739419398126L,
                                "zone",
                                "us-west1-a",
                                "instance_id",
                                instance,
                                "instance_name",
                                "example",
                                "instance_creation_timestamp",
                                1496952205))));
    }

    /// As `GET …/metadata/identity/oauth2/token?resource=…` answers.
    private static String ofIdentity(String oid, long seconds) {
        long begun = world.now().getEpochSecond() - 300;
        var claims = new HashMap<String, Object>(Map.of(
                "iss",
                ENTRA.issuer(),
                "iat",
                begun,
                "nbf",
                begun,
                "exp",
                begun + seconds,
                "aud",
                acme.issuer(),
                "sub",
                oid,
                "oid",
                oid,
                "tid",
                "8f2c0d6e-9f3b-4a57-8f8e-4f1a2b3c4d5e",
                "ver",
                "1.0"));
        claims.put(
                "xms_mirid",
                "/subscriptions/7a1b/resourcegroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pay");
        return ENTRA.token(claims);
    }

    @Test
    void of_google_tells_an_instance_by_its_number() {
        assertThat(acme.who(ofInstance("152986662232938449", 3600))).isEqualTo("machine");
        assertThat(acme.who(ofInstance("152986662232938450", 3600))).isEqualTo("refused: no rule matches");
        assertThat(acme.who(ofInstance("152986662232938449", 3601))).isEqualTo("refused: it lives longer than PT1H");
    }

    @Test
    void of_azure_tells_a_managed_identity_for_a_day() {
        assertThat(acme.who(ofIdentity(IDENTITY, DAY + 300))).isEqualTo("identity");
        assertThat(acme.who(ofIdentity(IDENTITY.replace('2', '3'), DAY))).isEqualTo("refused: no rule matches");
        assertThat(acme.who(ofIdentity(IDENTITY, DAY + 3601))).isEqualTo("refused: it lives longer than PT25H");
    }

    @Test
    void is_what_the_platform_hands_out_again_and_counts_until_it_ends() {
        for (String token : new String[] {ofInstance("152986662232938449", 3600), ofIdentity(IDENTITY, DAY)}) {
            assertThat(acme.consume(acme.recognise(token))).isTrue();
            assertThat(acme.consume(acme.recognise(token))).isTrue();
        }
    }

    @Test
    void of_one_platform_is_none_of_the_other() {
        long now = world.now().getEpochSecond();
        assertThat(acme.who(GOOGLE.token(Map.of(
                        "iss", ENTRA.issuer(), "aud", acme.issuer(), "iat", now, "exp", now + 60, "oid", IDENTITY))))
                .startsWith("refused");
    }
}
