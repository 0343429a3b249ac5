package io.lightwave.bench;

import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What operators ask of an installation with many tenants, one of which has many people: lists and searches over REST,
/// one after the other on a kept connection.
final class ListLoads {
    private static final int TIMES = 40;
    private static final int CREATED = 40;
    private static final double MOST = 0.95;

    private final PackagedServer server;
    private final Http http;
    private final String tenant;
    private final Supplier<String[]> operator;
    private final int people;
    private final Table table;

    ListLoads(PackagedServer server, Http http, String tenant, Supplier<String[]> operator, int people, Table table) {
        this.server = server;
        this.http = http;
        this.tenant = tenant;
        this.operator = operator;
        this.people = people;
        this.table = table;
    }

    /// Writes tenants into the server's database that nobody has worked in.
    void record(int tenants) throws IOException, SQLException {
        try (var connection = ServerDatabase.connect(server, "lightwave");
                var insert = connection.prepareStatement("""
                        insert into tenant (tenant_id, id, display_name, issuer, enabled, ready, epoch, version, created_at, updated_at)
                        select 't' || n || '.example', gen_random_uuid(), 'Tenant ' || n, issuer || n, true, true, 1, 1, now(), now()
                          from tenant, generate_series(1, ?) n where tenant_id = ?""")) {
            insert.setInt(1, tenants);
            insert.setString(2, tenant);
            insert.executeUpdate();
        }
    }

    void measure() {
        create();
        String tenants = "/api/v1/tenants";
        list("tenants, first page", _ -> tenants + "?limit=50");
        list("tenants whose names contain", i -> tenants + "?search=9" + i);
        walk("tenants, page by page", tenants + "?limit=100", tenants + "?limit=100");
        String users = "/t/" + tenant + "/scim/v2/Users";
        list("people, first page", _ -> users + "?count=50");
        walk("people, page by page", users + "?count=100&cursor=", users + "?count=100");
        list("people, by index", i -> users + "?count=50&startIndex=" + (1 + (long) people * i / TIMES));
        search("userName eq", i -> "userName eq \"%s\"".formatted(name(i)));
        search("emails.value eq", i -> "emails.value eq \"%s@example.com\"".formatted(name(i)));
        search("userName sw, few", i -> "userName sw \"%s\"".formatted(shorter(name(i), 1)));
        search("userName sw, thousands", i -> "userName sw \"%s\"".formatted(shorter(name(i), 4)));
        search("userName sw, all", _ -> "userName sw \"u\"");
        search("userName co", i -> "userName co \"%s\"".formatted(name(i).substring(2)));
        list("people, sorted", _ -> users + "?count=50&sortBy=userName");
        String entries = "/api/v1/tenants/%s/entries?limit=50".formatted(tenant);
        list("directory tree", _ -> entries);
        String units = entries + "&parent=" + encoded("ou=people,dc=bench,dc=example");
        walk("directory tree, people", units, units);
        for (String what : List.of("audit", "clients", "workloads", "nodes", "certificates", "sessions")) {
            list(what, _ -> "/api/v1/tenants/%s/%s?limit=50".formatted(tenant, what));
        }
    }

    private String name(int i) {
        return "u%06d".formatted((long) people * i / TIMES);
    }

    private static String shorter(String name, int by) {
        return name.substring(0, name.length() - by);
    }

    private void search(String what, IntFunction<String> filter) {
        list(
                "people where " + what,
                i -> "/t/%s/scim/v2/Users?count=50&filter=%s".formatted(tenant, encoded(filter.apply(i))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void create() {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < CREATED; i++) {
            String name = "made%d.example".formatted(i);
            String[] headers = operator.get();
            long begin = System.nanoTime();
            Http.Answer created = http.json("POST", "/api/v1/tenants", Map.of("name", name), headers);
            all.add((System.nanoTime() - begin) / 1e6);
            if (created.status() != 201) {
                throw new IllegalStateException(created.status() + " " + created.body());
            }
        }
        add("a tenant created", all, "goal 300");
    }

    /// @param first asks for the first page; `path` for one that its cursor names
    private void walk(String what, String first, String path) {
        ask(
                what,
                (_, last) -> last == null || last.text("nextCursor").isEmpty()
                        ? first
                        : path + "&cursor=" + encoded(last.text("nextCursor")));
    }

    private void list(String what, IntFunction<String> path) {
        ask(what, (i, _) -> path.apply(i));
    }

    private interface Paths {
        String path(int i, Http.@Nullable Answer last);
    }

    private void ask(String what, Paths paths) {
        List<Double> all = new ArrayList<>();
        String[] headers = operator.get();
        Http.Answer answer = null;
        for (int i = 0; i < TIMES; i++) {
            String asked = paths.path(i, answer);
            long begin = System.nanoTime();
            answer = http.get(asked, headers);
            all.add((System.nanoTime() - begin) / 1e6);
            if (answer.status() != 200) {
                table.add(what, answer.status(), "status", "%.80s".formatted(answer.body()));
                return;
            }
        }
        add(what, all, "goal 200");
    }

    private void add(String what, List<Double> all, String goal) {
        all.sort(null);
        table.add(
                what + ", 95 of 100 within",
                all.get((int) (MOST * all.size())),
                "ms",
                String.format(Locale.ROOT, "%s; half within %.1f", goal, all.get(all.size() / 2)));
    }
}
