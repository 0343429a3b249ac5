package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.fixture.Door;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A directory with rules of Acme's own: people `alice`, `bob` and `carol` with a few attributes, a
/// group `team` of bob, a folder of devices, and a reader `svc`, who has no more rights than
/// anybody else until a test gives it some.
final class AccessWorld implements AutoCloseable {
    static final String SUFFIX = "dc=acme,dc=example";
    static final String PEOPLE = "ou=people," + SUFFIX;
    static final String GROUPS = "ou=groups," + SUFFIX;
    static final String SITES = "ou=sites," + SUFFIX;
    static final String SVC = "uid=svc," + PEOPLE;
    static final String ALICE = "uid=alice," + PEOPLE;
    static final String BOB = "uid=bob," + PEOPLE;
    static final String CAROL = "uid=carol," + PEOPLE;
    static final String TEAM = "cn=team," + GROUPS;
    static final String RULES = "/api/v1/tenants/acme.example/access-rules";

    final LdapWorld ldap = new LdapWorld();
    final DirectoryWorld directory = ldap.directory;
    final Door door = directory.context.bean(Door.class);
    final LDAPConnection admin;
    final LDAPConnection svc;

    AccessWorld() throws LDAPException {
        admin = ldap.as(LdapWorld.ADMIN);
        for (String name : new String[] {"svc", "alice", "bob", "carol"}) {
            Subject user = ldap.user(ACME, name);
            admin.modify(
                    "uid=%s,%s".formatted(name, PEOPLE),
                    replace("title", "Title of " + name),
                    replace("description", "secret of " + name),
                    replace("telephoneNumber", "+1 555 0100"),
                    replace("departmentNumber", name.equals("bob") ? "8" : "7"));
            if (name.equals("bob")) {
                directory.subjects().addToGroup(ACME, "team", user.id());
            }
        }
        admin.modify(ALICE, replace("manager", BOB));
        admin.modify(BOB, replace("manager", CAROL));
        admin.modify(TEAM, replace("description", "secret of the team"));
        admin.add(entry("dn: " + SITES, "objectClass: organizationalUnit"));
        admin.add(entry("dn: cn=d1," + SITES, "objectClass: device", "serialNumber: 1", "description: secret of d1"));
        admin.add(entry("dn: cn=d2," + SITES, "objectClass: device", "serialNumber: 2", "owner: " + BOB));
        svc = ldap.as(SVC);
    }

    static com.unboundid.ldap.sdk.Entry entry(String... lines) {
        try {
            return new com.unboundid.ldap.sdk.Entry(lines);
        } catch (com.unboundid.ldif.LDIFException e) {
            throw new AssertionError(e);
        }
    }

    static Modification replace(String attribute, String... values) {
        return new Modification(ModificationType.REPLACE, attribute, values);
    }

    Caller caller(String user) {
        Subject subject =
                directory.subjects().byName(ACME, SubjectKind.USER, user).orElseThrow();
        return new Caller(
                directory
                        .context
                        .bean(ActivePrincipals.class)
                        .find(ACME, subject.id())
                        .orElseThrow(),
                Optional.empty(),
                ORIGIN);
    }

    /// `target` is JSON; `subjects` and `rights` are words between blanks, subjects with `;` between them.
    static String rule(String name, String effect, String subjects, String rights, String target) {
        return "{\"name\":\"%s\",\"effect\":\"%s\",\"subjects\":[\"%s\"],\"rights\":[\"%s\"],\"target\":%s}"
                .formatted(name, effect, subjects.replace(";", "\",\""), rights.replace(" ", "\",\""), target);
    }

    void allow(String name, String subjects, String rights, String target) {
        make(rule(name, "allow", subjects, rights, target));
    }

    void deny(String name, String subjects, String rights, String target) {
        make(rule(name, "deny", subjects, rights, target));
    }

    private void make(String json) {
        Door.Answer answer = door.postJson(RULES, caller("admin"), json);
        assertThat(answer.status()).as(json + answer.text()).isEqualTo(201);
    }

    static String on(String base) {
        return "{\"base\":\"%s\"}".formatted(base);
    }

    static String on(String base, String attributes) {
        return "{\"base\":\"%s\",\"attributes\":[\"%s\"]}".formatted(base, attributes.replace(" ", "\",\""));
    }

    void clear() {
        for (JsonNode item :
                door.get(RULES + "?limit=200", caller("admin")).json().get("items")) {
            assertThat(door.delete(RULES + "/" + item.get("name").asString(), caller("admin"))
                            .status())
                    .isEqualTo(204);
        }
    }

    @Override
    public void close() {
        svc.close();
        admin.close();
        ldap.close();
    }
}
