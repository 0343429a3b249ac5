package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The directory, as OpenLDAP's tools see it with their default settings.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirectoryJourney {
    private static final String ADMIN = "uid=admin,ou=people,dc=lightwave,dc=local";
    private final Acme acme = Acme.shared();
    private Acme.TenantOfTest library;

    @BeforeAll
    void the_operator_prepares() {
        library = acme.tenant("library.example");
    }

    private Shell.Result ldap(String input, String program, String... arguments) {
        return ldap(input, "ldap://localhost:" + acme.server.port("LDAP"), List.of("-ZZ"), program, arguments);
    }

    private Shell.Result ldap(String input, String url, List<String> options, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program, "-x", "-H", url));
        command.addAll(options);
        command.addAll(List.of("-D", ADMIN, "-w", PackagedServer.ADMIN_PASSWORD));
        command.addAll(List.of(arguments));
        return Shell.run(Map.of("LDAPTLS_CACERT", acme.server.trustAnchor().toString()), input, command);
    }

    private static String person(String uid, String suffix) {
        return """
                dn: uid=%1$s,ou=people,%2$s
                objectClass: inetOrgPerson
                uid: %1$s
                cn: %1$s Reader
                sn: Reader
                mail: %1$s@library.example
                """.formatted(uid, suffix);
    }

    @Test
    void whoami_by_start_tls_and_by_ldaps() {
        assertThat(ldap("", "ldapwhoami").orThrow()).contains("dn:" + ADMIN);
        assertThat(ldap("", "ldaps://localhost:" + acme.server.port("LDAPS"), List.of(), "ldapwhoami")
                        .orThrow())
                .contains("dn:" + ADMIN);
    }

    @Test
    void add_search_modify_delete() {
        assertThat(ldap(person("alice", library.suffix()), "ldapadd").exitCode())
                .isZero();
        assertThat(search("(uid=alice)")).contains("dn: uid=alice,ou=people," + library.suffix(), "sn: Reader");

        String change = """
                dn: uid=alice,ou=people,%s
                changetype: modify
                replace: sn
                sn: Writer
                -
                add: telephoneNumber
                telephoneNumber: +1 555 0100
                """.formatted(library.suffix());
        assertThat(ldap(change, "ldapmodify").orThrow()).contains("modifying entry");
        assertThat(search("(&(sn=writer)(telephoneNumber=*))")).contains("dn: uid=alice");

        assertThat(ldap("", "ldapdelete", "uid=alice,ou=people," + library.suffix())
                        .exitCode())
                .isZero();
        assertThat(search("(uid=alice)")).doesNotContain("dn: uid=alice");
    }

    @Test
    void filters_and_scopes() {
        ldap(person("bob", library.suffix()), "ldapadd").orThrow();
        ldap(person("carol", library.suffix()), "ldapadd").orThrow();
        assertThat(search("(|(uid=bob)(uid=carol))")).contains("dn: uid=bob", "dn: uid=carol");
        assertThat(search("(&(objectClass=inetOrgPerson)(!(uid=bob)))"))
                .contains("dn: uid=carol")
                .doesNotContain("dn: uid=bob");
        assertThat(search("(mail=*)")).contains("dn: uid=bob");
        assertThat(ldap("", "ldapsearch", "-LLL", "-b", library.suffix(), "-s", "base", "1.1")
                        .orThrow())
                .contains("dn: " + library.suffix());
        assertThat(ldap("", "ldapsearch", "-LLL", "-b", library.suffix(), "-s", "one", "(ou=people)", "ou")
                        .orThrow())
                .contains("ou: people");
    }

    @Test
    void the_root_dse_is_for_everybody() {
        String said = Shell.run(
                        Map.of("LDAPTLS_CACERT", acme.server.trustAnchor().toString()),
                        "",
                        List.of(
                                "ldapsearch",
                                "-x",
                                "-ZZ",
                                "-LLL",
                                "-H",
                                "ldap://localhost:" + acme.server.port("LDAP"),
                                "-s",
                                "base",
                                "-b",
                                "",
                                "+"))
                .orThrow();
        assertThat(said).contains("supportedLDAPVersion: 3", "supportedExtension: 1.3.6.1.4.1.1466.20037");
    }

    @Test
    void a_wrong_password_and_an_unknown_name_answer_alike() {
        String wrong = bindError(ADMIN, "wrong");
        assertThat(wrong).contains("Invalid credentials (49)");
        assertThat(bindError("uid=nobody,ou=people,dc=lightwave,dc=local", "wrong"))
                .isEqualTo(wrong);
    }

    @Test
    void a_password_in_the_clear_is_refused() {
        Shell.Result said = Shell.run(
                "ldapwhoami", "-x", "-H", "ldap://localhost:" + acme.server.port("LDAP"), "-D", ADMIN, "-w", "x");
        assertThat(said.output()).contains("Confidentiality required (13)");
    }

    @Test
    void garbage_ends_its_connection_and_nothing_else() throws IOException {
        for (byte[] garbage : List.of(
                new byte[] {0x30, (byte) 0x84, 0x40, 0, 0, 0, 2, 1, 1}, // a length of 1 GiB
                "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                new byte[] {(byte) 0xFF, (byte) 0xFF, 0, 1, 2, 3})) {
            try (Socket socket = new Socket("localhost", acme.server.port("LDAP"))) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(garbage);
                byte[] answer = socket.getInputStream().readAllBytes();
                assertThat(new String(answer, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .contains("1.3.6.1.4.1.1466.20036"); // notice of disconnection, RFC 4511 §4.4.1
            }
        }
        assertThat(ldap("", "ldapwhoami").exitCode()).isZero();
    }

    private String bindError(String dn, String password) {
        return Shell.run(
                        Map.of("LDAPTLS_CACERT", acme.server.trustAnchor().toString()),
                        "",
                        List.of(
                                "ldapwhoami",
                                "-x",
                                "-ZZ",
                                "-H",
                                "ldap://localhost:" + acme.server.port("LDAP"),
                                "-D",
                                dn,
                                "-w",
                                password))
                .output();
    }

    private String search(String filter) {
        return ldap("", "ldapsearch", "-LLL", "-b", library.suffix(), filter).orThrow();
    }
}
