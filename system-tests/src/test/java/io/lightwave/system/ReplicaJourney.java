package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
        try (Slapd slapd = slapd()) {
            await(slapd, "(uid=leaver)", "uid: leaver");

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

            await(slapd, "(uid=comer)", "uid: comer");
            await(slapd, "(uid=kept)", "description: changed");
            await(slapd, "(uid=leaver)", "");
        }
    }

    private Slapd slapd() throws IOException, InterruptedException {
        return Slapd.start(folder, """
                suffix "%1$s"
                rootdn "cn=replica,%1$s"
                syncrepl rid=001
                  provider=ldap://localhost:%2$d
                  starttls=critical
                  tls_cacert=%3$s
                  type=refreshAndPersist
                  retry="1 +"
                  searchbase="%1$s"
                  attrs="*"
                  bindmethod=simple
                  binddn="%4$s"
                  credentials="%5$s"
                """.formatted(
                people, acme.server.port("LDAP"), acme.server.trustAnchor(), ADMIN, PackagedServer.ADMIN_PASSWORD));
    }

    private Shell.Result copy(Slapd slapd, String filter) {
        return Shell.run("ldapsearch", "-x", "-LLL", "-H", "ldap://127.0.0.1:" + slapd.port(), "-b", people, filter);
    }

    /// Until the copy answers with the text, or with nothing when that is the text.
    private void await(Slapd slapd, String filter, String text) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Shell.Result answer = copy(slapd, filter);
        while (!(answer.exitCode() == 0
                && (text.isEmpty() ? answer.output().isBlank() : answer.output().contains(text)))) {
            assertThat(System.nanoTime() < deadline && !slapd.process().waitFor(200, TimeUnit.MILLISECONDS))
                    .as(slapd::output)
                    .isTrue();
            answer = copy(slapd, filter);
        }
    }
}
