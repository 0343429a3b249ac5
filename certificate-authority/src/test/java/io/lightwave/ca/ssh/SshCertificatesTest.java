package io.lightwave.ca.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.World;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SignIn;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Read back by OpenSSH's own `ssh-keygen`.
class SshCertificatesTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static final String ADMIN = "/api/v1/tenants/%s/ssh";
    private static final String FILES = "/t/%s/ca/ssh/%s";

    @TempDir
    private static Path folder;

    private static World world;
    private static Caller operator;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME).tenant(GLOBEX);
        operator = world.caller(world.subject(ACME, SubjectKind.USER, "admin"));
        turnOn(ACME);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static void turnOn(TenantId tenant) {
        set(tenant, """
                {"users":{"enabled":true,"lifetime":"PT8H","groups":null,"groupPrincipals":{"operators":["root"]},
                          "extensions":null,"sourceAddress":null,"strongestSignIn":null},
                 "hosts":{"enabled":true,"lifetime":"P30D","holder":"node",
                          "principals":["{name}","{name}.prod.example"]}}""");
    }

    private static Door.Answer set(TenantId tenant, String patch) {
        var answer = world.door.patch(ADMIN.formatted(tenant), operator, patch);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static Caller signedIn(ActivePrincipal person) {
        return new Caller(person, Optional.of(new SignIn(world.now(), true)), World.ORIGIN);
    }

    private static Door.Answer ask(Caller caller, String key) {
        return world.door.post(
                FILES.formatted(caller.principal().tenant(), "certificates"),
                caller,
                "text/plain",
                key.getBytes(StandardCharsets.UTF_8));
    }

    private static String issued(Caller caller, String key) {
        var answer = ask(caller, key);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.text();
    }

    private static String get(TenantId tenant, String file) {
        var answer = world.door.get(FILES.formatted(tenant, file), null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.text();
    }

    /// Runs `ssh-keygen` and returns its exit code, a newline, and what it wrote.
    private static String keygen(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ssh-keygen"));
        command.addAll(List.of(arguments));
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().put("TZ", "UTC");
            var process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() + "\n" + output;
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String newKey(String name, String type, String... more) {
        var arguments = new ArrayList<>(List.of("-q", "-t", type, "-N", "", "-C", "test", "-f", name));
        arguments.addAll(List.of(more));
        assertThat(keygen(arguments.toArray(String[]::new))).startsWith("0\n");
        return read(name + ".pub");
    }

    private static String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void write(String name, byte[] content) {
        try {
            Files.write(folder.resolve(name), content);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String shown(String certificate) {
        write("shown-cert.pub", certificate.getBytes(StandardCharsets.UTF_8));
        String shown = keygen("-L", "-f", "shown-cert.pub");
        assertThat(shown).startsWith("0\n");
        return shown;
    }

    private static boolean isRevoked(TenantId tenant, String certificate) {
        write(
                "list.krl",
                world.door
                        .get(FILES.formatted(tenant, "revoked-keys.krl"), null)
                        .body());
        write("asked-cert.pub", certificate.getBytes(StandardCharsets.UTF_8));
        String answer = keygen("-Q", "-f", "list.krl", "asked-cert.pub");
        assertThat(answer).containsAnyOf("REVOKED", ": ok");
        return answer.contains("REVOKED");
    }

    private static ActivePrincipal person(String name) {
        return world.subject(ACME, SubjectKind.USER, name);
    }

    private static final String KEY = key();

    private static String key() {
        return "ssh-ed25519 "
                + Base64.getEncoder()
                        .encodeToString(new WireWriter()
                                .string("ssh-ed25519")
                                .string(new byte[] {
                                    0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                    0x66, 0x66, 0x66, 0x66
                                })
                                .bytes())
                + " test\n";
    }

    @Test
    void a_person_gets_a_certificate_for_the_account_of_the_own_name() {
        var from = world.now().minusSeconds(60);
        String shown = shown(issued(signedIn(person("alice")), newKey("alice", "ed25519")));
        assertThat(shown)
                .contains(
                        "Type: ssh-ed25519-cert-v01@openssh.com user certificate",
                        "Key ID: \"user:alice@acme.example\"",
                        "Valid: from %s to %s".formatted(moment(from), moment(from.plus(Duration.ofHours(8)))),
                        "Principals: \n                alice\n",
                        "Critical Options: (none)",
                        "permit-port-forwarding",
                        "permit-pty",
                        "permit-user-rc",
                        "Signing CA: ED25519 " + fingerprint("user-1"));
        assertThat(world.audited(ACME, "ssh-certificate.issue"))
                .anyMatch(event -> event.matches("SUCCESS user:alice@acme.example: user-1/[0-9]+ for alice"));
    }

    private static String moment(java.time.Instant moment) {
        return moment.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .toString()
                .replace("Z", "");
    }

    private static String fingerprint(String authority) {
        for (var each : world.door
                .get(ADMIN.formatted(ACME) + "/authorities", operator)
                .json()
                .get("items")) {
            if (each.get("name").asString().equals(authority)) {
                return each.get("fingerprint").asString();
            }
        }
        throw new IllegalStateException(authority);
    }

    @ParameterizedTest
    @CsvSource({"rsa, 3072", "ecdsa, 256", "ecdsa, 384", "ed25519, 256"})
    void every_strong_kind_of_key_is_certified(String type, String bits) {
        String name = type + bits;
        String shown = shown(issued(signedIn(person("k" + name)), newKey(name, type, "-b", bits)));
        assertThat(shown).contains("user certificate", "Principals: \n                k" + name);
    }

    @Test
    void keys_of_security_keys_are_certified_too() {
        String key = "sk-ssh-ed25519@openssh.com "
                + Base64.getEncoder()
                        .encodeToString(new WireWriter()
                                .string("sk-ssh-ed25519@openssh.com")
                                .string(Base64.getDecoder().decode(KEY.split(" ", -1)[1]))
                                .bytes());
        assertThat(ask(signedIn(person("sk-broken")), key).status()).isEqualTo(400);
        byte[] raw = java.util.Arrays.copyOfRange(Base64.getDecoder().decode(KEY.split(" ", -1)[1]), 19, 51);
        String sound = "sk-ssh-ed25519@openssh.com "
                + Base64.getEncoder()
                        .encodeToString(new WireWriter()
                                .string("sk-ssh-ed25519@openssh.com")
                                .string(raw)
                                .string("ssh:")
                                .bytes());
        assertThat(shown(issued(signedIn(person("sk")), sound)))
                .contains("Type: sk-ssh-ed25519-cert-v01@openssh.com user certificate");
    }

    static Stream<String> unsound() {
        String blob = KEY.split(" ", -1)[1];
        return Stream.of(
                "",
                "hello",
                KEY + KEY,
                "ssh-rsa " + blob,
                "ssh-ed25519 " + blob.substring(4),
                "ssh-ed25519 " + blob + "AAAA",
                "ssh-ed25519 " + blob.substring(0, 40),
                "command=\"x\" " + KEY,
                "ssh-dss AAAAB3NzaC1kc3MAAACBAA==",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP//////////////////////////////////////////",
                "ssh-ed25519 %s \u0007bell".formatted(blob),
                "x".repeat(9000));
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void what_is_no_key_is_refused_and_recorded(String key) {
        var bob = Optional.of(world.subjects())
                .flatMap(subjects -> subjects.byName(ACME, SubjectKind.USER, "unsound"))
                .flatMap(subject -> world.context.bean(ActivePrincipals.class).find(ACME, subject.id()))
                .orElseGet(() -> person("unsound"));
        assertThat(ask(signedIn(bob), key).status()).isEqualTo(400);
    }

    @Test
    void weak_keys_are_refused() {
        var answer = ask(signedIn(person("weak")), newKey("weak", "rsa", "-b", "1024"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("an RSA key must have 2048 to 4096 bits, not 1024");
        assertThat(world.audited(ACME, "ssh-certificate.issue"))
                .contains("REFUSED user:weak@acme.example: ssh an RSA key must have 2048 to 4096 bits, not 1024");
    }

    @Test
    void a_person_has_to_have_signed_in_just_now_and_by_the_strongest_means() {
        var carol = person("carol");
        assertThat(ask(world.caller(carol), KEY).status()).isEqualTo(403);
        var longAgo = new Caller(
                carol, Optional.of(new SignIn(world.now().minus(Duration.ofMinutes(5)), true)), World.ORIGIN);
        var answer = ask(longAgo, KEY);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("the sign-in is older than five minutes");
        var weak = new Caller(carol, Optional.of(new SignIn(world.now(), false)), World.ORIGIN);
        assertThat(ask(weak, KEY).text()).contains("the sign-in does not earn the tenant's strongest acr");
        set(ACME, "{\"users\":{\"strongestSignIn\":false}}");
        issued(weak, KEY);
        set(ACME, "{\"users\":{\"strongestSignIn\":null}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "www-data", "carol@acme.example"})
    void nobody_becomes_a_systems_account_by_being_called_so(String name) {
        var answer = ask(signedIn(person(name)), KEY);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("is that of no account");
    }

    @Test
    void accounts_that_groups_get_are_not_had_by_being_called_so() {
        set(ACME, "{\"users\":{\"groupPrincipals\":{\"operators\":[\"deploy\"]}}}");
        var deploy = signedIn(person("deploy"));
        var answer = ask(deploy, KEY);
        set(ACME, "{\"users\":{\"groupPrincipals\":{\"operators\":[\"root\"]}}}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.text()).contains("is that of no account");
        assertThat(shown(issued(deploy, KEY))).contains("Principals: \n                deploy\n");
    }

    @Test
    void members_of_groups_get_the_accounts_of_the_group() {
        var person = person("dave");
        var member = new ActivePrincipals(
                        world.context.bean(io.lightwave.directory.Tenants.class)::find,
                        (tenant, id) -> world.subjects().byId(tenant, id),
                        (_, _) -> java.util.Set.of("operators"),
                        (_, _) -> {})
                .find(ACME, person.id())
                .orElseThrow();
        assertThat(shown(issued(signedIn(member), KEY)))
                .contains("Principals: \n                dave\n                root\n");
    }

    @Test
    void a_host_gets_a_certificate_for_the_names_that_the_operator_made_of_its_own() {
        var node = world.caller(world.subject(ACME, SubjectKind.NODE, "web-1"));
        String shown = shown(issued(node, newKey("host", "ed25519")));
        assertThat(shown)
                .contains(
                        "host certificate",
                        "Key ID: \"node:web-1@acme.example\"",
                        "Principals: \n                web-1\n                web-1.prod.example\n",
                        "Extensions: (none)");
        var workload = ask(world.caller(world.subject(ACME, SubjectKind.WORKLOAD, "web-1")), KEY);
        assertThat(workload.status()).isEqualTo(403);
        assertThat(workload.text()).contains("SSH certificates for hosts are for each node");
    }

    @Test
    void nothing_is_issued_before_a_tenant_turns_it_on() {
        var stranger = world.subject(GLOBEX, SubjectKind.USER, "eve");
        assertThat(ask(signedIn(stranger), KEY).text()).contains("are turned off");
        assertThat(world.door.get(FILES.formatted(GLOBEX, "user-ca.pub"), null).status())
                .isEqualTo(404);
        assertThat(world.door
                        .get(FILES.formatted(GLOBEX, "revoked-keys.krl"), null)
                        .status())
                .isEqualTo(404);
        var elsewhere = world.door.post(
                FILES.formatted(ACME, "certificates"),
                signedIn(stranger),
                "text/plain",
                KEY.getBytes(StandardCharsets.UTF_8));
        assertThat(elsewhere.status()).isEqualTo(404);
    }

    @Test
    void what_is_revoked_is_in_the_list_and_nothing_else() {
        var frank = signedIn(person("frank"));
        String first = issued(frank, newKey("frank", "ed25519"));
        String second = issued(frank, newKey("frank-2", "ecdsa"));
        var listed = world.door.get(ADMIN.formatted(ACME) + "/certificates?subject=frank", operator);
        assertThat(listed.json().get("items").size()).isEqualTo(2);
        String serial = shown(first).replaceAll("(?s).*Serial: ([0-9]+).*", "$1");
        String id = world.door
                .get(ADMIN.formatted(ACME) + "/certificates?serial=" + serial, operator)
                .json()
                .get("items")
                .get(0)
                .get("id")
                .asString();
        assertThat(isRevoked(ACME, first)).isFalse();
        String revoke = ADMIN.formatted(ACME) + "/certificates/" + id + "/revoke";
        var done = world.door.postJson(revoke, operator, "{\"reason\":\"keyCompromise\"}");
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(done.json().get("state").asString()).isEqualTo("revoked");
        assertThat(isRevoked(ACME, first)).isTrue();
        assertThat(isRevoked(ACME, second)).isFalse();
        assertThat(world.door
                        .postJson(revoke, operator, "{\"reason\":\"superseded\"}")
                        .status())
                .isEqualTo(409);
        assertThat(world.door
                        .postJson(revoke, operator, "{\"reason\":\"certificateHold\"}")
                        .status())
                .isEqualTo(400);
        var again = ask(frank, read("frank.pub"));
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.text()).contains("was revoked for keyCompromise");
        assertThat(world.audited(ACME, "ssh-certificate.revoke")).anyMatch(event -> event.contains("keyCompromise"));
    }

    @Test
    void with_a_leaked_key_go_all_certificates_of_its_holder_for_it_and_no_others() {
        var ivan = signedIn(person("ivan"));
        String key = newKey("ivan", "ed25519");
        String first = issued(ivan, key);
        String second = issued(ivan, key);
        String other = issued(ivan, newKey("ivan-2", "ed25519"));
        String serial = shown(first).replaceAll("(?s).*Serial: ([0-9]+).*", "$1");
        var listed = world.door.get(ADMIN.formatted(ACME) + "/certificates?serial=" + serial, operator);
        String id = listed.json().get("items").get(0).get("id").asString();
        String revoke = ADMIN.formatted(ACME) + "/certificates/" + id + "/revoke";
        assertThat(world.door
                        .postJson(revoke, operator, "{\"reason\":\"superseded\"}")
                        .status())
                .isEqualTo(200);
        assertThat(isRevoked(ACME, second)).isFalse();
        assertThat(world.door
                        .postJson(revoke, operator, "{\"reason\":\"keyCompromise\"}")
                        .status())
                .isEqualTo(200);
        assertThat(isRevoked(ACME, second)).isTrue();
        assertThat(isRevoked(ACME, other)).isFalse();
        assertThat(world.audited(ACME, "ssh-certificate.revoke").getLast())
                .endsWith("keyCompromise, and of 1 more for its key");
    }

    @Test
    void whoever_is_disabled_has_no_certificate_until_being_enabled_again() {
        var grace = person("grace");
        String certificate = issued(signedIn(grace), newKey("grace", "ed25519"));
        world.subjects().setEnabled(ACME, grace.id(), false);
        assertThat(isRevoked(ACME, certificate)).isTrue();
        assertThat(ask(signedIn(grace), KEY).text()).contains("the subject is disabled");
        world.subjects().setEnabled(ACME, grace.id(), true);
        assertThat(isRevoked(ACME, certificate)).isFalse();
        world.subjects().delete(ACME, grace.id());
        assertThat(isRevoked(ACME, certificate)).isTrue();
    }

    @Test
    void what_a_subject_holds_ends_by_one_request_with_its_other_certificates() {
        var heidi = person("heidi");
        issued(signedIn(heidi), newKey("heidi-before", "ed25519"));
        var before = world.door.postJson(
                "/api/v1/tenants/acme.example/certificates/revoke",
                operator,
                "{\"kind\":\"user\",\"subject\":\"heidi\",\"reason\":\"superseded\"}");
        assertThat(before.json().get("revoked").asInt()).isEqualTo(1);
        String certificate = issued(signedIn(heidi), newKey("heidi", "ed25519"));
        var ended = world.door.postJson(
                "/api/v1/tenants/acme.example/certificates/revoke",
                operator,
                "{\"kind\":\"user\",\"subject\":\"heidi\",\"reason\":\"keyCompromise\"}");
        assertThat(ended.json().get("revoked").asInt()).isEqualTo(1);
        assertThat(isRevoked(ACME, certificate)).isTrue();
    }

    @Test
    void an_authority_is_followed_by_one_that_everybody_knows_by_then() {
        var initech = new TenantId("initech.example");
        world.tenant(initech);
        turnOn(initech);
        var ivan = world.subject(initech, SubjectKind.NODE, "ivan");
        String before = issued(world.caller(ivan), KEY);
        String rotate = ADMIN.formatted(initech) + "/authorities/rotate";
        var made = world.door.postJson(rotate, operator, "{\"kind\":\"host\",\"activeIn\":\"PT24H\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().get("state").asString()).isEqualTo("published");
        assertThat(get(initech, "host-ca.pub").lines()).hasSize(2);
        assertThat(get(initech, "known_hosts").lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("@cert-authority * ssh-ed25519 "));
        assertThat(signer(issued(world.caller(ivan), KEY))).isEqualTo(signer(before));
        world.context.clock().advance(Duration.ofHours(25));
        assertThat(signer(issued(world.caller(ivan), KEY))).isNotEqualTo(signer(before));
        world.context.clock().advance(Duration.ofDays(30));
        assertThat(get(initech, "host-ca.pub").lines()).hasSize(1);
    }

    @Test
    void a_leaked_authority_is_trusted_by_nobody_from_that_moment_on() {
        var hooli = new TenantId("hooli.example");
        world.tenant(hooli);
        turnOn(hooli);
        var node = world.caller(world.subject(hooli, SubjectKind.NODE, "judy"));
        String before = issued(node, newKey("judy", "ed25519"));
        String line = get(hooli, "host-ca.pub");
        var ended = world.door.postJson(ADMIN.formatted(hooli) + "/authorities/host-1/compromise", operator, "");
        assertThat(ended.status()).as(ended.text()).isEqualTo(200);
        assertThat(get(hooli, "host-ca.pub")).doesNotContain(line.split(" ", -1)[1]);
        assertThat(isRevoked(hooli, before)).isTrue();
        String after = issued(node, newKey("judy-2", "ed25519"));
        assertThat(signer(after)).isNotEqualTo(signer(before));
        assertThat(isRevoked(hooli, after)).isFalse();
        assertThat(world.door
                        .postJson(ADMIN.formatted(hooli) + "/authorities/host-1/compromise", operator, "")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void one_follows_when_the_successor_of_an_authority_leaks() {
        var umbrella = new TenantId("umbrella.example");
        world.tenant(umbrella);
        turnOn(umbrella);
        var node = world.caller(world.subject(umbrella, SubjectKind.NODE, "kate"));
        String api = ADMIN.formatted(umbrella);
        world.door.postJson(api + "/authorities/rotate", operator, "{\"kind\":\"host\",\"activeIn\":\"PT24H\"}");
        assertThat(world.door
                        .postJson(api + "/authorities/host-2/compromise", operator, "")
                        .status())
                .isEqualTo(200);
        assertThat(get(umbrella, "host-ca.pub").lines()).hasSize(2);
        String first = issued(node, newKey("kate", "ed25519"));
        world.context.clock().advance(Duration.ofDays(400));
        assertThat(signer(issued(node, newKey("kate-2", "ed25519")))).isNotEqualTo(signer(first));
    }

    private static String signer(String certificate) {
        return shown(certificate).replaceAll("(?s).*Signing CA: (\\S+ \\S+).*", "$1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"users\":{\"lifetime\":\"P8D\"}} | users.lifetime",
                "{\"users\":{\"lifetime\":\"soon\"}} | users.lifetime",
                "{\"users\":{\"extensions\":[\"permit-everything\"]}} | users.extensions",
                "{\"users\":{\"groupPrincipals\":{\"ops\":[\"Root\"]}}} | users.groupPrincipals",
                "{\"users\":{\"groups\":[\"\"]}} | users.groups",
                "{\"hosts\":{\"lifetime\":\"P399D\"}} | hosts.lifetime",
                "{\"hosts\":{\"holder\":\"user\"}} | hosts.holder",
                "{\"hosts\":{\"principals\":[\"*.prod.example\"]}} | hosts.principals",
                "{\"hosts\":{\"principals\":[\"fixed.example\"]}} | hosts.principals",
            })
    void settings_that_are_unsound_are_refused_by_their_name(String patch, String field) {
        var answer = world.door.patch(ADMIN.formatted(ACME), operator, patch);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains(field);
    }
}
