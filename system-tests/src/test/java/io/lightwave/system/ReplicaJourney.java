package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// OpenLDAP keeps a copy of a tenant's people: its tools refresh by cookie, and a slapd follows us as a consumer
/// (RFC 4533).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicaJourney {
    private static final String ADMIN = "uid=admin,ou=people,dc=lightwave,dc=local";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final Acme acme = Acme.shared();
    private final Acme.TenantOfTest tenant = acme.tenant("replicated.example");
    private final String people = "ou=people," + tenant.suffix();

    private Shell.Result ours(String input, String program, String... arguments) {
        String url = "ldap://localhost:" + acme.server.port("LDAP");
        return Shell.run(
                Map.of("LDAPTLS_CACERT", acme.server.trustAnchor().toString()),
                input,
                Stream.concat(
                                Stream.of(
                                        program,
                                        "-x",
                                        "-ZZ",
                                        "-H",
                                        url,
                                        "-D",
                                        ADMIN,
                                        "-w",
                                        PackagedServer.ADMIN_PASSWORD),
                                Stream.of(arguments))
                        .toList());
    }

    private void person(String uid) {
        ours("""
                dn: uid=%1$s,%2$s
                objectClass: inetOrgPerson
                cn: %1$s
                sn: %1$s
                description: new
                """.formatted(uid, people), "ldapadd").orThrow();
    }

    @Test
    void ldapsearch_refreshes_what_it_has() {
        person("early");
        String told = ours("", "ldapsearch", "-b", people, "-E", "sync=ro", "(uid=early)", "uid")
                .orThrow();
        assertThat(told).contains("uid: early", "SyncState control, UUID ", " added", "SyncDone control", "csn=");
    }

    @Test
    void a_slapd_follows_every_change() throws Exception {
        person("kept");
        person("leaver");
        int port = PackagedServer.freePorts(1).getFirst();
        Process slapd = slapd(port);
        try {
            await(slapd, port, "(uid=leaver)", "uid: leaver");

            ours("""
                    dn: uid=kept,%1$s
                    changetype: modify
                    replace: description
                    description: changed

                    dn: uid=leaver,%1$s
                    changetype: delete

                    dn: uid=comer,%1$s
                    changetype: add
                    objectClass: inetOrgPerson
                    cn: comer
                    sn: comer
                    """.formatted(people), "ldapmodify").orThrow();

            await(slapd, port, "(uid=comer)", "uid: comer");
            assertThat(copy(port, "(uid=kept)").orThrow()).contains("description: changed");
            await(slapd, port, "(uid=leaver)", "");
        } finally {
            slapd.destroy();
            slapd.waitFor();
        }
    }

    private Process slapd(int port) throws IOException {
        Path configuration = folder.resolve("slapd.conf");
        Files.writeString(configuration, """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                database mdb
                suffix "%1$s"
                rootdn "cn=replica,%1$s"
                directory %2$s
                maxsize 67108864
                syncrepl rid=001
                  provider=ldap://localhost:%3$d
                  starttls=critical
                  tls_cacert=%4$s
                  type=refreshAndPersist
                  retry="1 +"
                  searchbase="%1$s"
                  attrs="*"
                  bindmethod=simple
                  binddn="%5$s"
                  credentials="%6$s"
                """.formatted(
                        people,
                        Files.createDirectories(folder.resolve("copy")),
                        acme.server.port("LDAP"),
                        acme.server.trustAnchor(),
                        ADMIN,
                        PackagedServer.ADMIN_PASSWORD));
        String program = Shell.run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v slapd")
                .orThrow()
                .strip();
        return new ProcessBuilder(
                        program, "-d", "sync", "-f", configuration.toString(), "-h", "ldap://127.0.0.1:" + port + "/")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("slapd.log").toFile())
                .start();
    }

    private Shell.Result copy(int port, String filter) {
        return Shell.run("ldapsearch", "-x", "-LLL", "-H", "ldap://127.0.0.1:" + port, "-b", people, filter);
    }

    /// Until the copy answers with the text, or with nothing when that is the text.
    private void await(Process slapd, int port, String filter, String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Shell.Result answer = copy(port, filter);
        while (!(answer.exitCode() == 0
                && (text.isEmpty() ? answer.output().isBlank() : answer.output().contains(text)))) {
            assertThat(System.nanoTime() < deadline && !slapd.waitFor(200, TimeUnit.MILLISECONDS))
                    .as(() -> log())
                    .isTrue();
            answer = copy(port, filter);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("slapd.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
