package io.lightwave.workload.svid;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.OpenStreams;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("What a node's agent hears of changes")
class StateChangesTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static TestDatabase database;
    private static World world;
    private static World other;
    private static int tenants;
    private World.Tenant acme;
    private X509Certificate node;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        world = new World(database);
        other = new World(database);
        // a stream says what there is to say and ends, as if the server were ending
        world.context.bean(OpenStreams.class).stop();
        other.context.bean(OpenStreams.class).stop();
    }

    @AfterAll
    static void stop() {
        other.close();
        world.close();
    }

    @BeforeEach
    void a_node() {
        acme = world.tenant("changing-%d.example".formatted(++tenants));
        var token = acme.post("join-tokens", "{\"node\":\"a.prod\"}");
        node = new Machine(world, acme).joins(token.json().get("token").asString());
    }

    private record Event(String type, String id, JsonNode data) {}

    /// Empty when nothing is new.
    private List<Event> hears(World from, String last, String query) {
        Door.Answer answer =
                from.door.getAs(node, "/t/%s/node/state%s".formatted(acme.id, query), "Last-Event-ID", last);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var events = new ArrayList<Event>();
        for (String text : answer.text().split("\n\n", -1)) {
            String[] lines = text.split("\n", -1);
            if (lines.length == 3) {
                events.add(new Event(
                        lines[0].replace("event: ", ""),
                        lines[1].replace("id: ", ""),
                        JSON.readTree(lines[2].replace("data: ", ""))));
            }
        }
        return events;
    }

    private Event state(World from) {
        var events = hears(from, "", "?changes=true");
        assertThat(events).singleElement().extracting(Event::type).isEqualTo("state");
        return events.getFirst();
    }

    /// As an agent in another language would.
    private static ObjectNode changed(JsonNode state, JsonNode change) {
        var copy = ((ObjectNode) state).deepCopy();
        var entries = new ArrayList<JsonNode>();
        state.path("entries").forEach(entries::add);
        change.path("removed").forEach(place -> entries.remove(place.intValue()));
        change.path("added").forEach(added -> entries.add(added.path("at").intValue(), added.path("entry")));
        copy.putArray("entries").addAll(entries);
        if (change.has("bundle")) {
            copy.set("bundle", change.path("bundle"));
        }
        Map<String, JsonNode> bundles = new TreeMap<>();
        state.path("federatedBundles").properties().forEach(one -> bundles.put(one.getKey(), one.getValue()));
        change.path("federatedBundles").properties().forEach(one -> {
            if (one.getValue().isNull()) {
                bundles.remove(one.getKey());
            } else {
                bundles.put(one.getKey(), one.getValue());
            }
        });
        var federated = copy.putObject("federatedBundles");
        bundles.forEach(federated::set);
        return copy;
    }

    /// Something that somebody may do, or nothing.
    private void happens(Random random, int step) {
        String name = "w" + random.nextInt(6);
        String where = random.nextBoolean() ? "a.prod" : "*.prod";
        switch (random.nextInt(8)) {
            case 0, 1, 2 ->
                acme.post(
                        "workloads",
                        "{\"name\":\"%s\",\"rules\":[{\"node\":\"%s\",\"selectors\":[\"unix:uid:%d\"]%s}]}"
                                .formatted(name, where, random.nextInt(3), unchecked(where)));
            case 3 -> acme.delete("workloads/" + name);
            case 4 ->
                acme.post(
                        "workloads/%s/rules".formatted(name),
                        "{\"node\":\"%s\",\"selectors\":[\"unix:gid:%d\"],\"hint\":\"h%d\"%s}"
                                .formatted(where, random.nextInt(3), step, unchecked(where)));
            case 5 -> acme.patch("workloads/" + name, "{\"enabled\":%s}".formatted(random.nextBoolean()));
            case 6 -> federates(random, name);
            default -> acme.post("workloads", "{\"name\":\"%s\",\"rules\":[]}".formatted(name));
        }
    }

    private static String unchecked(String node) {
        return node.startsWith("*") ? ",\"unchecked\":true" : "";
    }

    private void federates(Random random, String name) {
        String domain = "partner-%d.example".formatted(random.nextInt(2));
        world.network.put(
                "https://%s/bundle".formatted(domain),
                "{\"spiffe_sequence\":%d,\"keys\":[{\"kty\":\"EC\",\"use\":\"jwt-svid\",\"kid\":\"k\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}]}"
                        .formatted(
                                random.nextInt(1000),
                                "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                                "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
        acme.post(
                "federations",
                "{\"trustDomain\":\"%s\",\"bundleEndpointUrl\":\"https://%s/bundle\",\"bundleEndpointProfile\":\"https_web\"}"
                        .formatted(domain, domain));
        acme.post("federations/%s/refresh".formatted(domain), "{}");
        acme.patch(
                "workloads/" + name,
                random.nextInt(3) == 0 ? "{\"federatesWith\":[]}" : "{\"federatesWith\":[\"%s\"]}".formatted(domain));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void one_after_the_other_lead_to_the_same_as_the_whole_state(long seed) {
        var random = new Random(seed);
        var first = state(world);
        String id = first.id();
        JsonNode known = first.data();
        int heard = 0;
        for (int step = 0; step < 40; step++) {
            happens(random, step);
            if (random.nextInt(4) == 0) {
                continue; // several at once
            }
            for (Event event : hears(world, id, "?changes=true")) {
                assertThat(event.type()).isEqualTo("change");
                assertThat(event.data().path("after").asString()).isEqualTo(id);
                known = changed(known, event.data().path("change"));
                id = event.id();
                heard++;
            }
            var whole = state(world);
            assertThat(known).as("after step " + step).isEqualTo(whole.data());
            assertThat(id).isEqualTo(whole.id());
        }
        assertThat(heard).isGreaterThan(3);
    }

    @Test
    void are_small_beside_the_whole_state() {
        for (int i = 0; i < 30; i++) {
            acme.post(
                    "workloads",
                    "{\"name\":\"w%d\",\"rules\":[{\"node\":\"a.prod\",\"selectors\":[\"unix:uid:%d\"]}]}"
                            .formatted(i, i));
        }
        var before = state(world);
        acme.patch("workloads/w7", "{\"enabled\":false}");
        var events = hears(world, before.id(), "?changes=true");
        assertThat(events)
                .singleElement()
                .extracting(event -> event.data().path("change").toString())
                .asString()
                .matches("\\{\"added\":\\[],\"removed\":\\[[0-9]+],\"federatedBundles\":\\{}}");
    }

    @Test
    void of_a_state_that_the_server_does_not_know_are_the_whole_state() {
        acme.post("workloads", "{\"name\":\"w\",\"rules\":[{\"node\":\"a.prod\",\"selectors\":[\"unix:uid:0\"]}]}");
        var known = state(world);
        assertThat(hears(other, known.id(), "?changes=true"))
                .as("on another server nothing is new")
                .isEmpty();
        acme.patch("workloads/w", "{\"enabled\":false}");
        assertThat(hears(world, "nonsense", "?changes=true"))
                .singleElement()
                .extracting(Event::type)
                .isEqualTo("state");
        assertThat(hears(world, known.id(), ""))
                .as("to whoever asks for no changes")
                .singleElement()
                .extracting(Event::type)
                .isEqualTo("state");
    }

    @Test
    void come_from_another_server_too_when_that_one_has_been_told_what_is_known() {
        var known = state(world);
        hears(other, known.id(), "?changes=true");
        acme.post("workloads", "{\"name\":\"w\",\"rules\":[{\"node\":\"a.prod\",\"selectors\":[\"unix:uid:0\"]}]}");
        other.context.bean(ChangeFeed.class).catchUp();
        var event = hears(other, known.id(), "?changes=true").getFirst();
        assertThat(event.type()).isEqualTo("change");
        assertThat(changed(known.data(), event.data().path("change")))
                .isEqualTo(state(world).data());
    }
}
