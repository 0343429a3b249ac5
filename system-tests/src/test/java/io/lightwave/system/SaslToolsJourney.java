package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.GenericSASLBindRequest;
import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SASL by other people's implementations: Cyrus', in OpenLDAP's tools, over TLS and over the Unix socket, and GNU's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SaslToolsJourney {
    private static final String SYSTEM_ADMIN = "uid=admin,ou=people,dc=lightwave,dc=local";
    private static final String PASSWORD = "a whale of a password";

    private final Acme acme = Acme.shared();
    private Acme.TenantOfTest tenant;
    private String dora;

    @BeforeAll
    void the_operator_allows_scram() {
        tenant = acme.tenant("sasl.example");
        dora = "uid=dora,ou=people," + tenant.suffix();
        add("""
                dn: cn=password,ou=policies,%s
                objectClass: lightwavePasswordPolicy
                lightwavePwdScram: TRUE
                """.formatted(tenant.suffix()));
        add("""
                dn: %s
                objectClass: inetOrgPerson
                cn: Dora
                sn: Dora
                userPassword: %s
                """.formatted(dora, PASSWORD));
    }

    private void add(String entry) {
        tool(ldaps(), entry, "ldapadd", "-x", "-D", SYSTEM_ADMIN, "-w", PackagedServer.ADMIN_PASSWORD)
                .orThrow();
    }

    private String ldaps() {
        return "ldaps://localhost:" + acme.server.port("LDAPS");
    }

    private String ldapi() {
        return "ldapi://" + acme.server.ldapi().toString().replace("/", "%2F");
    }

    private Shell.Result tool(String url, String input, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program, "-H", url));
        command.addAll(List.of(arguments));
        return Shell.run(Map.of("LDAPTLS_CACERT", acme.server.trustAnchor().toString()), input, command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "PLAIN"})
    void openldap_s_tools_bind_by_a_mechanism(String mechanism) {
        for (String url : List.of(ldaps(), ldapi())) {
            assertThat(tool(url, "", "ldapwhoami", "-Q", "-Y", mechanism, "-U", "dora@sasl.example", "-w", PASSWORD)
                            .orThrow())
                    .contains("dn:" + dora);
            Shell.Result refused =
                    tool(url, "", "ldapwhoami", "-Q", "-Y", mechanism, "-U", "dora@sasl.example", "-w", "wrong");
            assertThat(refused.exitCode()).isEqualTo(49);
        }
        assertThat(tool(
                                ldaps(),
                                "",
                                "ldapsearch",
                                "-Q",
                                "-LLL",
                                "-Y",
                                mechanism,
                                "-U",
                                "dora@sasl.example",
                                "-w",
                                PASSWORD,
                                "-b",
                                dora,
                                "cn")
                        .orThrow())
                .contains("cn: Dora");
    }

    @Test
    void a_user_of_the_machine_administers_over_the_unix_socket() {
        assertThat(tool(ldapi(), "", "ldapwhoami", "-Q", "-Y", "EXTERNAL").orThrow())
                .contains("dn:" + SYSTEM_ADMIN);
        assertThat(tool(ldapi(), "", "ldapsearch", "-Q", "-LLL", "-Y", "EXTERNAL", "-b", dora, "sn")
                        .orThrow())
                .contains("sn: Dora");
        assertThat(tool(ldapi(), "", "ldapwhoami", "-x", "-D", dora, "-w", PASSWORD)
                        .orThrow())
                .contains("dn:" + dora);
        assertThat(tool(ldapi(), "", "ldapwhoami", "-x").orThrow()).contains("anonymous");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "PLAIN"})
    void gnu_sasl_binds_by_a_mechanism(String mechanism) throws Exception {
        try (LDAPConnection connection = connection()) {
            assertThat(gsasl(connection, mechanism, PASSWORD).getResultCode()).isEqualTo(ResultCode.SUCCESS);
            var who = (WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest());
            assertThat(who.getAuthorizationID()).isEqualTo("dn:" + dora);
            assertThatThrownBy(() -> gsasl(connection, mechanism, "wrong"))
                    .isInstanceOfSatisfying(
                            LDAPException.class,
                            refused -> assertThat(refused.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS));
        }
    }

    private LDAPConnection connection() throws Exception {
        return new LDAPConnection(acme.http.tls().getSocketFactory(), "localhost", acme.server.port("LDAPS"));
    }

    /// What the program says in Base64 goes to the server and back.
    private static BindResult gsasl(LDAPConnection connection, String mechanism, String password) throws Exception {
        Process process = Shell.start(new ProcessBuilder(
                        "gsasl",
                        "--client",
                        "--quiet",
                        "--no-cb",
                        "--mechanism",
                        mechanism,
                        "--authentication-id",
                        "dora@sasl.example",
                        "--password",
                        password)
                .redirectError(ProcessBuilder.Redirect.DISCARD));
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter heard = process.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo(mechanism); // which it says first
            while (true) {
                byte[] message = Base64.getDecoder().decode(said.readLine());
                BindResult answer = step(connection, mechanism, message);
                if (!answer.getResultCode().equals(ResultCode.SASL_BIND_IN_PROGRESS)) {
                    return answer;
                }
                heard.write(Base64.getEncoder()
                        .encodeToString(Objects.requireNonNull(answer.getServerSASLCredentials())
                                .getValue()));
                heard.newLine();
                heard.flush();
            }
        } finally {
            process.destroy();
        }
    }

    private static BindResult step(LDAPConnection connection, String mechanism, byte[] message) throws LDAPException {
        try {
            return connection.bind(new GenericSASLBindRequest(null, mechanism, new ASN1OctetString(message)));
        } catch (LDAPBindException e) {
            if (e.getBindResult().getResultCode().equals(ResultCode.SASL_BIND_IN_PROGRESS)) {
                return e.getBindResult();
            }
            throw e;
        }
    }
}
