package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.OAUTHBEARERBindRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.Context;
import javax.naming.directory.BasicAttributes;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.Control;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;
import javax.naming.ldap.SortControl;
import javax.naming.ldap.StartTlsRequest;
import javax.naming.ldap.StartTlsResponse;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The directory, as other people's clients use it beyond the basics: OpenLDAP's tools with the controls they can
/// send, JNDI, Python's ldap3, and a bearer token.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings({"BanJNDI", "JdkObsolete"}) // as a client of our own server; JNDI takes a Hashtable
class DirectoryClientsJourney {
    private static final String ADMIN = "uid=admin,ou=people,dc=lightwave,dc=local";

    private final Acme acme = Acme.shared();
    private Acme.TenantOfTest archive;
    private String people;

    @BeforeAll
    void the_operator_prepares() {
        archive = acme.tenant("archive.example");
        people = "ou=people," + archive.suffix();
        var entries = new StringBuilder();
        for (int i = 1; i <= 7; i++) {
            entries.append("""
                    dn: uid=reader%1$d,%2$s
                    objectClass: inetOrgPerson
                    cn: Reader %1$d
                    sn: Number %3$d
                    description: one
                    description: two

                    """.formatted(i, people, 9 - i));
        }
        tool(entries.toString(), "ldapadd").orThrow();
    }

    private Shell.Result tool(String input, String program, String... arguments) {
        return toolAs(ADMIN, PackagedServer.ADMIN_PASSWORD, input, program, arguments);
    }

    private Shell.Result toolAs(String who, String password, String input, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                program, "-x", "-ZZ", "-H", "ldap://localhost:" + acme.server.port("LDAP"), "-D", who, "-w", password));
        command.addAll(List.of(arguments));
        return Shell.run(Map.of("LDAPTLS_CACERT", acme.server.trustAnchor().toString()), input, command);
    }

    private Shell.Result search(String... arguments) {
        var all = new ArrayList<>(List.of("-LLL", "-b", people));
        all.addAll(List.of(arguments));
        return tool("", "ldapsearch", all.toArray(String[]::new));
    }

    @Test
    void pages_and_sorted_lists() {
        String paged = search("-E", "pr=3/noprompt", "(uid=reader*)", "1.1").orThrow();
        assertThat(paged.lines().filter(line -> line.startsWith("dn: uid=reader")))
                .hasSize(7);
        assertThat(paged.lines().filter(line -> line.startsWith("# pagedresults: cookie=")))
                .hasSize(3);
        assertThat(search("-E", "!sss=sn", "(uid=reader*)", "uid")
                        .orThrow()
                        .lines()
                        .filter(line -> line.startsWith("uid: ")))
                .containsExactly(
                        "uid: reader7",
                        "uid: reader6",
                        "uid: reader5",
                        "uid: reader4",
                        "uid: reader3",
                        "uid: reader2",
                        "uid: reader1");
        assertThat(search("-E", "!sss=-uid", "(uid=reader*)", "uid").orThrow()).contains("uid: reader7");
    }

    @Test
    void values_assertions_and_readings() {
        assertThat(search("-E", "mv=(description=one)", "(uid=reader1)", "description")
                        .orThrow())
                .contains("description: one")
                .doesNotContain("description: two");
        assertThat(search("-E", "subentries", "(uid=reader1)").orThrow()).doesNotContain("dn:");
        assertThat(search("-E", "!dontUseCopy", "(uid=reader1)", "1.1").orThrow())
                .contains("dn: uid=reader1");
        assertThat(search("-e", "!assert=(ou=people)", "(uid=reader1)", "1.1").exitCode())
                .isZero();
        assertThat(search("-e", "!assert=(ou=other)", "(uid=reader1)", "1.1").exitCode())
                .isEqualTo(122);
        String change = """
                dn: uid=reader2,%s
                changetype: modify
                replace: title
                title: %s
                """;
        assertThat(tool(change.formatted(people, "never"), "ldapmodify", "-e", "!noop")
                        .output())
                .contains("No Operation");
        assertThat(tool(
                                change.formatted(people, "Librarian"),
                                "ldapmodify",
                                "-e",
                                "!preread=title,uid",
                                "-e",
                                "!postread=title",
                                "-M")
                        .orThrow())
                .contains("==> preread", "uid: reader2", "==> postread", "title: Librarian")
                .doesNotContain("never");
    }

    @Test
    void comparing_renaming_and_whole_subtrees() {
        tool("""
                dn: uid=mover,%s
                objectClass: inetOrgPerson
                cn: Mover
                sn: Mover
                """.formatted(people), "ldapadd").orThrow();
        assertThat(tool("", "ldapcompare", "uid=mover," + people, "cn:MOVER").exitCode())
                .isEqualTo(6);
        assertThat(tool("", "ldapcompare", "uid=mover," + people, "cn:Shaker").exitCode())
                .isEqualTo(5);
        tool("", "ldapmodrdn", "-r", "uid=mover," + people, "uid=moved").orThrow();
        assertThat(search("(uid=moved)", "1.1").orThrow()).contains("dn: uid=moved,");
        String shelves = """
                dn: ou=shelves,%1$s
                objectClass: organizationalUnit

                dn: ou=top,ou=shelves,%1$s
                objectClass: organizationalUnit

                dn: ou=cellar,%1$s
                objectClass: organizationalUnit
                """.formatted(archive.suffix());
        tool(shelves, "ldapadd").orThrow();
        tool("", "ldapmodrdn", "-s", "ou=cellar," + archive.suffix(), "ou=shelves," + archive.suffix(), "ou=racks")
                .orThrow();
        assertThat(tool("", "ldapsearch", "-LLL", "-b", "ou=cellar," + archive.suffix(), "(ou=top)", "1.1")
                        .orThrow())
                .contains("dn: ou=top,ou=racks,ou=cellar," + archive.suffix());
        tool("", "ldapdelete", "-e", "!1.2.840.113556.1.4.805", "ou=cellar," + archive.suffix())
                .orThrow();
    }

    @Test
    void passwords_and_identities() {
        String made = tool("", "ldappasswd", "uid=reader4," + people).orThrow();
        assertThat(made).contains("New password: ");
        String password = made.substring(made.indexOf(": ") + 2).strip();
        String reader = "uid=reader4," + people;
        assertThat(toolAs(reader, password, "", "ldapwhoami").orThrow()).contains("dn:" + reader);
        toolAs(reader, password, "", "ldappasswd", "-a", password, "-s", "something of my own")
                .orThrow();
        assertThat(toolAs(reader, password, "", "ldapwhoami").output()).contains("Invalid credentials (49)");
        assertThat(tool("", "ldapwhoami", "-e", "!authzid=dn:" + reader).orThrow())
                .contains("dn:" + reader);
        assertThat(toolAs(reader, "something of my own", "", "ldapwhoami", "-e", "!authzid=dn:" + ADMIN)
                        .output())
                .contains("(123)");
        assertThat(tool("", "ldapwhoami", "-e", "bauthzid").orThrow()).contains("authzid: dn:" + ADMIN);
    }

    @DisplayName("RFC 7628: one credential for REST and LDAP")
    @Test
    void an_access_token_binds() throws Exception {
        String token = acme.http.token(Acme.SYSTEM, acme.server.bootstrapClient(), acme.server.bootstrapSecret());
        try (var connection =
                new LDAPConnection(trusting().getSocketFactory(), "localhost", acme.server.port("LDAPS"))) {
            connection.bind(new OAUTHBEARERBindRequest(token));
            var who = (WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest());
            assertThat(who.getAuthorizationID()).endsWith(",ou=clients,dc=lightwave,dc=local");
            assertThat(connection.getEntry("uid=reader5," + people)).isNotNull();
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    com.unboundid.ldap.sdk.LDAPException.class,
                                    () -> connection.bind(new OAUTHBEARERBindRequest(token + "x")))
                            .getResultCode())
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
    }

    @Test
    void jndi_by_start_tls() throws Exception {
        var environment = new Hashtable<String, Object>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, "ldap://localhost:" + acme.server.port("LDAP"));
        var context = new InitialLdapContext(environment, null);
        StartTlsResponse tls = (StartTlsResponse) context.extendedOperation(new StartTlsRequest());
        tls.negotiate(trusting().getSocketFactory());
        context.addToEnvironment(Context.SECURITY_AUTHENTICATION, "simple");
        context.addToEnvironment(Context.SECURITY_PRINCIPAL, ADMIN);
        context.addToEnvironment(Context.SECURITY_CREDENTIALS, PackagedServer.ADMIN_PASSWORD);
        try {
            assertThat(pages(context)).containsExactlyInAnyOrder("j1", "j2", "j3", "j4", "j5");
            context.rename("uid=j1," + people, "uid=j9," + people);
            assertThat(context.getAttributes("uid=j9," + people).get("uid").get())
                    .isEqualTo("j9");
            context.destroySubcontext("uid=j9," + people);
        } finally {
            tls.close();
            context.close();
        }
    }

    private List<String> pages(InitialLdapContext context) throws Exception {
        for (int i = 1; i <= 5; i++) {
            var attributes = new BasicAttributes("objectClass", "inetOrgPerson");
            attributes.put("cn", "J");
            attributes.put("sn", "J");
            context.createSubcontext("uid=j%d,%s".formatted(i, people), attributes);
        }
        var scope = new SearchControls();
        scope.setSearchScope(SearchControls.ONELEVEL_SCOPE);
        var found = new ArrayList<String>();
        byte[] cookie = null;
        do {
            context.setRequestControls(new Control[] {
                new PagedResultsControl(2, cookie, Control.CRITICAL), new SortControl("uid", Control.CRITICAL)
            });
            for (SearchResult result : Collections.list(context.search(people, "(sn=j)", scope))) {
                found.add(String.valueOf(result.getAttributes().get("uid").get()));
            }
            cookie = null;
            for (Control control : context.getResponseControls()) {
                if (control instanceof PagedResultsResponseControl page) {
                    cookie = page.getCookie();
                }
            }
        } while (cookie != null);
        context.setRequestControls(null);
        return found;
    }

    private SSLContext trusting() throws Exception {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        try (InputStream pem = Files.newInputStream(acme.server.trustAnchor())) {
            anchors.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void python_s_ldap3() throws Exception {
        Path script = Scratch.file("directory.py");
        try (InputStream source = DirectoryClientsJourney.class.getResourceAsStream("directory.py")) {
            Files.write(script, source.readAllBytes());
            assertThat(Shell.run(
                                    "/usr/bin/python3",
                                    script.toString(),
                                    String.valueOf(acme.server.port("LDAPS")),
                                    acme.server.trustAnchor().toString(),
                                    ADMIN,
                                    PackagedServer.ADMIN_PASSWORD,
                                    archive.suffix())
                            .orThrow()
                            .lines())
                    .containsExactly(
                            "version ['3']",
                            "schema has True",
                            "paged ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']",
                            "compare True",
                            "renamed ['uid=q1,%s']".formatted(people),
                            "who dn:" + ADMIN,
                            "password True",
                            "binds True",
                            "wrong password refused");
        } finally {
            Files.delete(script);
        }
    }
}
