package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine takes its accounts from us: Debian's sssd with its stock settings for RFC 2307bis, under TLS, as a
/// service account that a rule lets read. The C library asks sssd beside whatever the machine's own `nsswitch.conf`
/// says.
class UnixAccountsJourney {
    // longer than sssd stays away from a server that once answered late
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final Acme acme = Acme.shared();

    @Test
    void a_user_and_a_nested_group_are_known_to_the_c_library() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "sssd runs as root only");
        assumeTrue(!Files.exists(Path.of("/run/sssd.pid")), "this machine takes its own accounts from an sssd");
        Acme.TenantOfTest tenant = acme.tenant("unix.example");
        accounts(tenant);
        Process sssd = sssd(tenant);
        try {
            await(sssd, "alice:[*]:200001:300001:Alice Archer:/home/alice:/bin/sh", "passwd", "alice");
            await(sssd, "alice:[*]:200001:300001:Alice Archer:/home/alice:/bin/sh", "passwd", "200001");
            await(sssd, "archers:[*]:300002:alice", "group", "archers");
            await(sssd, "staff:[*]:300001:(alice,bob|bob,alice)", "group", "staff");
            await(sssd, "alice +(300001 300002|300002 300001)", "initgroups", "alice");
            assertThat(getent("passwd", "carol").exitCode())
                    .as("no POSIX account")
                    .isEqualTo(2);
        } finally {
            sssd.destroy();
            sssd.waitFor(30, TimeUnit.SECONDS);
            forget();
        }
    }

    private void accounts(Acme.TenantOfTest tenant) {
        Shell.run(
                        Map.of("LDAPTLS_CACERT", acme.server.trustAnchor().toString()),
                        """
                        dn: uid=alice,ou=people,%1$s
                        objectClass: inetOrgPerson
                        objectClass: posixAccount
                        cn: Alice Archer
                        sn: Archer
                        uidNumber: 200001
                        gidNumber: 300001
                        homeDirectory: /home/alice
                        loginShell: /bin/sh

                        dn: uid=bob,ou=people,%1$s
                        objectClass: inetOrgPerson
                        objectClass: posixAccount
                        cn: Bob Baker
                        sn: Baker
                        uidNumber: 200002
                        gidNumber: 300001
                        homeDirectory: /home/bob

                        dn: uid=carol,ou=people,%1$s
                        objectClass: inetOrgPerson
                        cn: Carol
                        sn: Carol

                        dn: cn=archers,ou=groups,%1$s
                        objectClass: groupOfNames
                        objectClass: posixGroup
                        gidNumber: 300002
                        member: uid=alice,ou=people,%1$s

                        dn: cn=staff,ou=groups,%1$s
                        objectClass: groupOfNames
                        objectClass: posixGroup
                        gidNumber: 300001
                        member: uid=bob,ou=people,%1$s
                        member: cn=archers,ou=groups,%1$s

                        dn: uid=machines,ou=people,%1$s
                        objectClass: inetOrgPerson
                        cn: Machines
                        sn: Machines
                        userPassword: sesame of every server
                        """.formatted(tenant.suffix()),
                        List.of(
                                "ldapadd",
                                "-x",
                                "-H",
                                "ldaps://localhost:" + acme.server.port("LDAPS"),
                                "-D",
                                "uid=admin,ou=people,dc=lightwave,dc=local",
                                "-w",
                                PackagedServer.ADMIN_PASSWORD))
                .orThrow();
        tenant.create(
                "access-rules",
                Map.of(
                        "name",
                        "machines",
                        "effect",
                        "allow",
                        "subjects",
                        List.of("uid=machines,ou=people," + tenant.suffix()),
                        "rights",
                        List.of("read", "search"),
                        "target",
                        Map.of("filter", "(|(objectClass=posixAccount)(objectClass=posixGroup))")));
    }

    /// The domain's name is the port's, so that nothing sssd has kept of an earlier run is taken for ours.
    private String domain() {
        return "lightwave" + acme.server.port("LDAPS");
    }

    private Process sssd(Acme.TenantOfTest tenant) throws IOException {
        Path configuration = folder.resolve("sssd.conf");
        Files.createFile(
                configuration, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(configuration, """
                [sssd]
                services = nss
                domains = %1$s

                [domain/%1$s]
                id_provider = ldap
                ldap_schema = rfc2307bis
                ldap_uri = ldaps://localhost:%2$d
                ldap_tls_cacert = %3$s
                ldap_search_base = %4$s
                ldap_default_bind_dn = uid=machines,ou=people,%4$s
                ldap_default_authtok = sesame of every server
                """.formatted(
                        domain(), acme.server.port("LDAPS"), acme.server.trustAnchor(), tenant.suffix()));
        String program = Shell.run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v sssd")
                .orThrow()
                .strip();
        return new ProcessBuilder(program, "-i", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sssd.log").toFile())
                .start();
    }

    private static Shell.Result getent(String database, String key) {
        return Shell.run("getent", "-s", "sss", database, key);
    }

    /// Until sssd is there and answers with such a line.
    private void await(Process sssd, String line, String database, String key) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!getent(database, key).output().strip().matches(line)) {
            assertThat(System.nanoTime() < deadline && !sssd.waitFor(200, TimeUnit.MILLISECONDS))
                    .as(() -> "%s is not '%s'%n%s%n%s"
                            .formatted(key, line, getent(database, key).output(), log()))
                    .isTrue();
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("sssd.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void forget() throws IOException {
        for (String kept : List.of("cache_%s.ldb", "timestamps_%s.ldb")) {
            Files.deleteIfExists(Path.of("/var/lib/sss/db", kept.formatted(domain())));
        }
    }
}
