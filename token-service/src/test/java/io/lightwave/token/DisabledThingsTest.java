package io.lightwave.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is disabled is of no use, whichever door it comes to (threats row 1)")
class DisabledThingsTest {
    static final TokenServer SERVER = TokenServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /// Everything of one tenant, with a token of each kind, all good before something is disabled.
    record World(
            TestTenant tenant,
            TestClient client,
            TestClient service,
            TestWorkload workload,
            String clientsToken,
            String workloadsToken) {

        static int count;

        static World make() {
            var tenant = SERVER.tenant("t" + count++ + ".example");
            var service = tenant.client("service");
            var client = tenant.client("client", "service");
            var workload = tenant.workload("workload", "service");
            return new World(
                    tenant,
                    client,
                    service,
                    workload,
                    client.fetchesToken("resource", "service").accessToken(),
                    workload.fetchesToken("resource", "service").accessToken());
        }
    }

    record Use(String what, Predicate<World> works) {
        @Override
        public String toString() {
            return what;
        }
    }

    record Disabling(String what, BiConsumer<Subjects, World> act) {
        @Override
        public String toString() {
            return what;
        }
    }

    static final Use FETCH_BY_SECRET =
            new Use("token by secret", world -> world.client().fetchesToken().status() == 200);
    static final Use FETCH_BY_EVIDENCE = new Use(
            "token by evidence", world -> world.workload().fetchesToken().status() == 200);
    static final Use CLIENT_TOKEN = new Use(
            "introspection of the client's token",
            world -> world.service().introspects(world.clientsToken()).text().contains("\"active\":true"));
    static final Use WORKLOAD_TOKEN = new Use(
            "introspection of the workload's token",
            world -> world.service().introspects(world.workloadsToken()).text().contains("\"active\":true"));
    static final Use KEY_SET =
            new Use("key set", world -> world.tenant().get("/oauth2/jwks").status() == 200);

    static final Set<Use> EVERY = Set.of(FETCH_BY_SECRET, FETCH_BY_EVIDENCE, CLIENT_TOKEN, WORKLOAD_TOKEN, KEY_SET);

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of(
                        new Disabling(
                                "client disabled",
                                (subjects, world) -> subjects.setEnabled(
                                        world.tenant().id(), world.client().subject(), false)),
                        Set.of(FETCH_BY_EVIDENCE, WORKLOAD_TOKEN, KEY_SET)),
                Arguments.of(
                        new Disabling(
                                "client deleted",
                                (subjects, world) -> subjects.delete(
                                        world.tenant().id(), world.client().subject())),
                        Set.of(FETCH_BY_EVIDENCE, WORKLOAD_TOKEN, KEY_SET)),
                Arguments.of(
                        new Disabling(
                                "asking client disabled",
                                (subjects, world) -> subjects.setEnabled(
                                        world.tenant().id(), world.service().subject(), false)),
                        Set.of(FETCH_BY_SECRET, FETCH_BY_EVIDENCE, KEY_SET)),
                Arguments.of(
                        new Disabling(
                                "workload disabled",
                                (subjects, world) -> subjects.setEnabled(
                                        world.tenant().id(), world.workload().id(), false)),
                        Set.of(FETCH_BY_SECRET, CLIENT_TOKEN, KEY_SET)),
                Arguments.of(
                        new Disabling(
                                "workload deleted",
                                (subjects, world) -> subjects.delete(
                                        world.tenant().id(), world.workload().id())),
                        Set.of(FETCH_BY_SECRET, CLIENT_TOKEN, KEY_SET)),
                Arguments.of(
                        new Disabling(
                                "tenant disabled",
                                (_, world) -> SERVER.bean(Tenants.class)
                                        .update(world.tenant().id(), "off", false)),
                        Set.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void and_only_what_is(Disabling disabling, Set<Use> stillWork) {
        World world = World.make();
        assertThat(EVERY).allMatch(use -> use.works().test(world), "works before");
        disabling.act().accept(SERVER.bean(Subjects.class), world);
        assertThat(EVERY.stream().filter(use -> use.works().test(world)).collect(Collectors.toSet()))
                .isEqualTo(stillWork);
    }
}
