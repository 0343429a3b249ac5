package io.lightwave.directory.ldap;

import static com.unboundid.ldap.sdk.ResultCode.COMPARE_FALSE;
import static com.unboundid.ldap.sdk.ResultCode.COMPARE_TRUE;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.ldap.AccessWorld.ALICE;
import static io.lightwave.directory.ldap.AccessWorld.BOB;
import static io.lightwave.directory.ldap.AccessWorld.CAROL;
import static io.lightwave.directory.ldap.AccessWorld.GROUPS;
import static io.lightwave.directory.ldap.AccessWorld.PEOPLE;
import static io.lightwave.directory.ldap.AccessWorld.RULES;
import static io.lightwave.directory.ldap.AccessWorld.SITES;
import static io.lightwave.directory.ldap.AccessWorld.SUFFIX;
import static io.lightwave.directory.ldap.AccessWorld.SVC;
import static io.lightwave.directory.ldap.AccessWorld.TEAM;
import static io.lightwave.directory.ldap.AccessWorld.replace;
import static io.lightwave.directory.ldap.LdapWorld.found;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DeleteRequest;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.MatchedValuesFilter;
import com.unboundid.ldap.sdk.controls.MatchedValuesRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PostReadResponseControl;
import com.unboundid.ldap.sdk.controls.PreReadRequestControl;
import com.unboundid.ldap.sdk.controls.PreReadResponseControl;
import com.unboundid.ldap.sdk.controls.ProxiedAuthorizationV2RequestControl;
import com.unboundid.ldap.sdk.controls.ServerSideSortRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.controls.SortKey;
import com.unboundid.ldap.sdk.controls.VirtualListViewRequestControl;
import com.unboundid.ldap.sdk.unboundidds.controls.NoOpRequestControl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName(
        "Threat 25: whatever the rules are, no path gives what a plain read would not, and the explanation is true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomRulesTest {
    private static final int ROUNDS = 60;
    private static final List<String> SUBJECTS =
            List.of("anyone", "authenticated", "self", SVC, SVC, "cn=inner," + GROUPS, "cn=outer," + GROUPS, TEAM);
    private static final List<String> BASES = List.of(SUFFIX, PEOPLE, GROUPS, SITES, BOB, TEAM, "cn=d1," + SITES);
    private static final List<String> FILTERS = List.of(
            "(departmentNumber=7)",
            "(objectClass=device)",
            "(!(description=*))",
            "(&(objectClass=person)(title=*bob))");
    private static final List<String> ATTRIBUTES = List.of(
            "*",
            "+",
            "!description",
            "!memberOf",
            "!cn",
            "uid",
            "cn",
            "name",
            "description",
            "title",
            "memberOf",
            "member",
            "objectClass",
            "manager",
            "numSubordinates",
            "entryUUID",
            "departmentNumber");

    private static final List<String> LEAVES = List.of(BOB, ALICE, CAROL, TEAM, "cn=d1," + SITES, "cn=d2," + SITES);

    private AccessWorld world;
    private LDAPConnection svc;
    private Map<String, Entry> all;

    @BeforeAll
    void start() throws LDAPException {
        world = new AccessWorld();
        svc = world.svc;
        var subjects = world.directory.subjects();
        var user = io.lightwave.directory.SubjectKind.USER;
        var group = io.lightwave.directory.SubjectKind.GROUP;
        subjects.addToGroup(
                ACME, "inner", subjects.byName(ACME, user, "svc").orElseThrow().id());
        subjects.addToGroup(
                ACME,
                "outer",
                subjects.byName(ACME, group, "inner").orElseThrow().id());
        all = new TreeMap<>();
        for (SearchResultEntry entry : found(world.admin, SUFFIX, SearchScope.SUB, "(objectClass=*)", "*", "+")) {
            all.put(entry.getDN(), entry);
        }
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static String quoted(List<String> texts) {
        return "[\"" + String.join("\",\"", texts) + "\"]";
    }

    private List<String> rules(Random random) {
        var rules = new ArrayList<String>();
        for (int i = random.nextInt(2, 8); i > 0; i--) {
            var rights = new TreeSet<String>();
            for (int j = random.nextInt(1, 4); j > 0; j--) {
                rights.add(any(random, List.of("read", "read", "search", "compare", "write")));
            }
            var target = new ArrayList<String>();
            target.add("\"base\":\"%s\"".formatted(any(random, BASES)));
            target.add("\"scope\":\"%s\"".formatted(any(random, List.of("sub", "sub", "one", "base"))));
            if (random.nextInt(3) == 0) {
                target.add("\"filter\":\"%s\"".formatted(any(random, FILTERS)));
            }
            boolean ofEntries = random.nextInt(4) == 0;
            if (ofEntries) {
                rights.clear();
                rights.add(any(random, List.of("delete", "proxy", "delete", "manage")));
            }
            if (!ofEntries && random.nextInt(4) != 0) {
                var attributes = new TreeSet<String>();
                for (int j = random.nextInt(1, 5); j > 0; j--) {
                    attributes.add(any(random, ATTRIBUTES));
                }
                target.add("\"attributes\":" + quoted(List.copyOf(attributes)));
            }
            rules.add("{\"name\":\"r%d\",\"effect\":\"%s\",\"subjects\":%s,\"rights\":%s,\"target\":{%s}}"
                    .formatted(
                            i,
                            random.nextInt(4) == 0 ? "deny" : "allow",
                            quoted(List.of(any(
                                    random,
                                    rights.contains("write") || ofEntries ? SUBJECTS.subList(1, 8) : SUBJECTS))),
                            quoted(List.copyOf(rights)),
                            String.join(",", target)));
        }
        return rules;
    }

    @Test
    void holds_for_many_rules() throws LDAPException {
        var random = new Random(25);
        int seen = 0;
        int hidden = 0;
        for (int round = 0; round < ROUNDS; round++) {
            world.clear();
            List<String> rules = rules(random);
            for (String rule : rules) {
                assertThat(world.door
                                .postJson(RULES, world.caller("admin"), rule)
                                .status())
                        .as(rule)
                        .isEqualTo(201);
            }
            String about = String.join("\n", rules);
            Map<String, Map<String, Attribute>> readable = new TreeMap<>();
            for (String name : all.keySet()) {
                plain(name).ifPresentOrElse(entry -> readable.put(name, attributes(entry)), () -> {});
                explained(name, readable.get(name), about);
            }
            seen += readable.size();
            hidden += all.size() - readable.size();
            everyPath(readable, about, random);
            filters(readable, about, random);
        }
        assertThat(seen).as("rounds worth while").isGreaterThan(200);
        assertThat(hidden).isGreaterThan(200);
    }

    private Optional<SearchResultEntry> plain(String name) {
        try {
            return found(svc, name, SearchScope.BASE, "(objectClass=*)", "*", "+").stream()
                    .findFirst();
        } catch (LDAPException e) {
            assertThat(e.getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            return Optional.empty();
        }
    }

    private static Map<String, Attribute> attributes(Entry entry) {
        var attributes = new TreeMap<String, Attribute>();
        entry.getAttributes().forEach(attribute -> attributes.put(attribute.getName(), attribute));
        return attributes;
    }

    /// What is told of the rights is what the operations do.
    private void explained(String name, @Nullable Map<String, Attribute> readable, String about) throws LDAPException {
        JsonNode answer = world.door
                .get(RULES + "/effective?subject=" + encoded(SVC) + "&entry=" + encoded(name), world.caller("admin"))
                .json();
        if (LEAVES.contains(name)) {
            assertThat(deletes(name))
                    .as("delete %s with%n%s", name, about)
                    .isEqualTo(answer.at("/rights/delete/allowed").asBoolean());
        }
        if (name.endsWith(PEOPLE) && name.startsWith("uid=")) {
            assertThat(actsAs(name))
                    .as("act as %s with%n%s", name, about)
                    .isEqualTo(answer.at("/rights/proxy/allowed").asBoolean());
        }
        for (Attribute attribute : Objects.requireNonNull(all.get(name)).getAttributes()) {
            JsonNode decided = answer.get("attributes").get(attribute.getName());
            assertThat(decided.get("read").get("allowed").asBoolean())
                    .as("read %s of %s with%n%s", attribute.getName(), name, about)
                    .isEqualTo(readable != null && readable.containsKey(attribute.getName()));
            if (attribute.getName().matches("title|description|telephoneNumber")) {
                assertThat(writes(name, attribute))
                        .as("write %s of %s with%n%s", attribute.getName(), name, about)
                        .isEqualTo(decided.get("write").get("allowed").asBoolean());
            }
            if (attribute.getName().matches("title|description|departmentNumber|cn|uid")) {
                ResultCode code = compare(name, attribute);
                assertThat(code.equals(COMPARE_TRUE))
                        .as("compare %s of %s with%n%s", attribute.getName(), name, about)
                        .isEqualTo(decided.get("compare").get("allowed").asBoolean());
                assertThat(code).isNotEqualTo(COMPARE_FALSE);
            }
        }
    }

    /// Without doing it.
    private boolean writes(String name, Attribute attribute) {
        return wouldBeDone(() -> {
            var change = new ModifyRequest(name, replace(attribute.getName(), attribute.getValues()));
            change.addControl(new NoOpRequestControl());
            svc.modify(change);
        });
    }

    private boolean deletes(String name) {
        return wouldBeDone(() -> {
            var delete = new DeleteRequest(name);
            delete.addControl(new NoOpRequestControl());
            svc.delete(delete);
        });
    }

    private static boolean wouldBeDone(LdapWorld.Operation operation) {
        ResultCode code = LdapWorld.code(operation);
        assertThat(code).isIn(ResultCode.SUCCESS, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, ResultCode.NO_SUCH_OBJECT);
        return code.equals(ResultCode.SUCCESS); // which the client makes of a no-op's result
    }

    private boolean actsAs(String name) {
        ResultCode code = LdapWorld.code(() -> {
            var request = new SearchRequest(name, SearchScope.BASE, "(objectClass=*)");
            request.addControl(new ProxiedAuthorizationV2RequestControl("dn:" + name));
            svc.search(request);
        });
        return !code.equals(ResultCode.AUTHORIZATION_DENIED);
    }

    private ResultCode compare(String name, Attribute attribute) {
        try {
            return svc.compare(name, attribute.getName(), Objects.requireNonNull(attribute.getValue()))
                    .getResultCode();
        } catch (LDAPException e) {
            return e.getResultCode();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void everyPath(Map<String, Map<String, Attribute>> readable, String about, Random random)
            throws LDAPException {
        var sort = new ServerSideSortRequestControl(true, new SortKey(any(random, List.of("description", "cn"))));
        Control[][] paths = {
            {},
            {sort},
            {sort, new VirtualListViewRequestControl(1, 0, 100, 0, null, false)},
            {new SimplePagedResultsControl(100, null, true)},
            {sort, new SimplePagedResultsControl(100, null, true)},
            {
                new MatchedValuesRequestControl(
                        true,
                        MatchedValuesFilter.createPresentFilter("description"),
                        MatchedValuesFilter.createPresentFilter("memberOf"),
                        MatchedValuesFilter.createPresentFilter("numSubordinates"))
            }
        };
        for (Control[] path : paths) {
            for (String base : List.of(SUFFIX, PEOPLE, SITES)) {
                var request = new SearchRequest(base, SearchScope.SUB, "(objectClass=*)", "*", "+");
                request.setControls(path);
                List<SearchResultEntry> found;
                try {
                    found = Objects.requireNonNull(svc.search(request).getSearchEntries());
                } catch (LDAPException e) {
                    assertThat(e.getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
                    continue;
                }
                boolean some = path.length == 1 && path[0] instanceof MatchedValuesRequestControl;
                var names = new TreeSet<String>();
                for (SearchResultEntry entry : found) {
                    names.add(entry.getDN());
                    same(attributes(entry), readable.get(entry.getDN()), some, about);
                }
                assertThat(names)
                        .as("below %s with%n%s", base, about)
                        .containsExactlyInAnyOrderElementsOf(readable.keySet().stream()
                                .filter(name -> name.endsWith(base))
                                .toList());
            }
        }
        var change = new ModifyRequest(SVC, replace("displayName", "Service"));
        change.addControl(new PreReadRequestControl(true, "*", "+"));
        change.addControl(new PostReadRequestControl(true, "*", "+"));
        LDAPResult result;
        try {
            result = svc.modify(change);
        } catch (LDAPException e) {
            return; // denied by a rule
        }
        var before = PreReadResponseControl.get(result);
        var after = PostReadResponseControl.get(result);
        assertThat(before != null).isEqualTo(readable.containsKey(SVC));
        assertThat(after != null).isEqualTo(readable.containsKey(SVC));
        if (before != null && after != null) {
            assertThat(attributes(before.getEntry()).keySet())
                    .as(about)
                    .isSubsetOf(Objects.requireNonNull(readable.get(SVC)).keySet());
            assertThat(Objects.requireNonNull(readable.get(SVC)).keySet())
                    .as(about)
                    .containsAll(attributes(after.getEntry()).keySet().stream()
                            .filter(name -> !name.equals("displayName"))
                            .toList());
        }
        world.admin.modify(SVC, replace("displayName"));
    }

    private static void same(
            Map<String, Attribute> found, @Nullable Map<String, Attribute> read, boolean some, String about) {
        if (read == null) {
            throw new AssertionError("found what is not read with " + about);
        }
        if (some) {
            assertThat(read.keySet()).as(about).containsAll(found.keySet());
        } else {
            assertThat(found.keySet()).as(about).isEqualTo(read.keySet());
        }
    }

    /// A filter on what may not be searched by is decided alike whatever the value.
    private void filters(Map<String, Map<String, Attribute>> readable, String about, Random random)
            throws LDAPException {
        for (String attribute :
                List.of("description", "title", "cn", "uid", "departmentNumber", "memberOf", "manager")) {
            for (Entry entry : all.values()) {
                if (!entry.hasAttribute(attribute) || random.nextInt(3) != 0) {
                    continue;
                }
                boolean searchable = world.door
                        .get(
                                RULES + "/effective?subject=" + encoded(SVC) + "&entry=" + encoded(entry.getDN()),
                                world.caller("admin"))
                        .json()
                        .get("attributes")
                        .get(attribute)
                        .get("search")
                        .get("allowed")
                        .asBoolean();
                Filter equal = Filter.equals(attribute, Objects.requireNonNull(entry.getAttributeValue(attribute)));
                boolean shown = readable.containsKey(entry.getDN());
                assertThat(finds(equal, entry.getDN()))
                        .as("%s finds %s with%n%s", equal, entry.getDN(), about)
                        .isEqualTo(shown && searchable);
                if (!searchable) {
                    assertThat(finds(Filter.not(equal), entry.getDN()))
                            .as(about)
                            .isFalse();
                    assertThat(finds(Filter.not(Filter.present(attribute)), entry.getDN()))
                            .as(about)
                            .isFalse();
                }
            }
        }
    }

    private boolean finds(Filter filter, String name) {
        try {
            return found(svc, SUFFIX, SearchScope.SUB, filter.toString(), "1.1").stream()
                    .anyMatch(found -> found.getDN().equals(name));
        } catch (LDAPException e) {
            assertThat(e.getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            return false;
        }
    }
}
