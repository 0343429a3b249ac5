package io.lightwave.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.Network;
import io.lightwave.directory.TenantId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    /// Ports that the tests do not need to be free.
    private static final Map<String, String> ANY_PORTS = Map.of(
            "LIGHTWAVE_HTTPS_PORT", "0",
            "LIGHTWAVE_HTTP_PORT", "0",
            "LIGHTWAVE_MTLS_PORT", "0",
            "LIGHTWAVE_LDAP_PORT", "0",
            "LIGHTWAVE_LDAPS_PORT", "0",
            "LIGHTWAVE_MANAGEMENT_PORT", "0");

    @TempDir
    Path folder;

    private Settings read(String... keysAndValues) {
        Map<String, String> environment = new HashMap<>(ANY_PORTS);
        environment.put("LIGHTWAVE_DATA", folder.resolve("data").toString());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            environment.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.read(List.of(), environment);
    }

    private Settings withFile(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Settings.read(List.of("--config", file.toString()), ANY_PORTS);
    }

    @Nested
    class Defaults {

        @Test
        void are_those_of_the_contract() {
            Settings settings = read();
            assertThat(settings.systemTenant()).isEqualTo(new TenantId("lightwave.local"));
            assertThat(settings.adminPassword()).isEmpty();
            assertThat(settings.bootstrapClientId()).isEqualTo("bootstrap");
            assertThat(settings.bootstrapSecret()).isEmpty();
            assertThat(settings.database()).isEmpty();
            assertThat(settings.masterKeyFile()).isEmpty();
            assertThat(settings.certificateFiles()).isEmpty();
            assertThat(settings.ldapClearBindOnLoopback()).isFalse();
            assertThat(settings.egressAllow()).isEmpty();
            assertThat(settings.listeners().plainHttp()).isEmpty();
            assertThat(settings.listeners().managementAddress().isLoopbackAddress())
                    .isTrue();
            assertThat(settings.listeners().address().isAnyLocalAddress()).isTrue();
            assertThat(Key.HTTPS_PORT.standard()).isEqualTo("8443");
            assertThat(Key.MTLS_PORT.standard()).isEqualTo("9443");
            assertThat(Key.HTTP_PORT.standard()).isEqualTo("8080");
            assertThat(Key.LDAP_PORT.standard()).isEqualTo("1389");
            assertThat(Key.LDAPS_PORT.standard()).isEqualTo("1636");
            assertThat(Key.MANAGEMENT_PORT.standard()).isEqualTo("9090");
            assertThat(Key.DATA.standard()).isEqualTo("./data");
        }

        @Test
        void of_addresses_follow_the_ports() {
            Settings settings = read();
            assertThat(settings.publicUrl())
                    .isEqualTo(URI.create(
                            "https://localhost:" + settings.listeners().https()));
            assertThat(settings.pkiUrl())
                    .isEqualTo(URI.create(
                            "http://localhost:" + settings.listeners().http()));
            assertThat(settings.mtlsPublicUrl())
                    .isEqualTo(URI.create(
                            "https://localhost:" + settings.listeners().mtls()));
        }
    }

    @Test
    void a_port_of_0_is_picked_and_picked_again_at_the_next_start() {
        Settings first = read();
        assertThat(first.listeners().byName().values())
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(port).isPositive());
        var file = new PortsFile(first.data());
        assertThat(first.data().toFile().mkdirs()).isTrue();
        file.write(first.listeners());
        assertThat(read().listeners().byName()).isEqualTo(first.listeners().byName());
        file.putAside(); // a start that does not come to its end
        assertThat(first.data().resolve("ports")).doesNotExist();
        assertThat(read().listeners().byName()).isEqualTo(first.listeners().byName());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LIGHTWAVE_COLOUR               | red
            LIGHTWAVE_HTTPS_PORT_FILE      | /etc/hostname
            LIGHTWAVE_HTTPS_PORT           | http
            LIGHTWAVE_LDAP_PORT            | 65536
            LIGHTWAVE_PUBLIC_URL           | http://id.example
            LIGHTWAVE_PUBLIC_URL           | https://id.example/base
            LIGHTWAVE_PUBLIC_URL           | https://user@id.example
            LIGHTWAVE_PUBLIC_URL           | id.example
            LIGHTWAVE_PKI_URL              | ftp://id.example
            LIGHTWAVE_SYSTEM_TENANT        | local
            LIGHTWAVE_SYSTEM_TENANT        | Lightwave.Local
            LIGHTWAVE_ADMIN_PASSWORD       | short
            LIGHTWAVE_ADMIN_PASSWORD       | the-Admin-password
            LIGHTWAVE_BOOTSTRAP_CLIENT_ID  | spiffe://a/b
            LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET | tooshort
            LIGHTWAVE_DATABASE_URL         | jdbc:h2:mem:x
            LIGHTWAVE_DATABASE_USERNAME    | alone
            LIGHTWAVE_DATABASE_PASSWORD    | alone
            LIGHTWAVE_DATABASE_POOL_SIZE   | 5
            LIGHTWAVE_MASTER_KEY_FILE      | /no/such/file
            LIGHTWAVE_ADMIN_PASSWORD_FILE  | /no/such/file
            LIGHTWAVE_TLS_KEY_FILE         | /etc/hostname
            LIGHTWAVE_BIND_ADDRESS         | id.example
            LIGHTWAVE_MANAGEMENT_ADDRESS   | everywhere
            LIGHTWAVE_EGRESS_ALLOW         | https://x
            LIGHTWAVE_LDAP_CLEAR_BIND_ON_LOOPBACK | yes
            LIGHTWAVE_HTTP_REQUEST_TIMEOUT | 0
            LIGHTWAVE_LDAP_IDLE_TIMEOUT    | PT15M
            LIGHTWAVE_LDAP_PROXY_NETWORKS  | balancer.example
            LIGHTWAVE_LDAP_PROXY_NETWORKS  | 10.0.0.0/33
            LIGHTWAVE_LDAPI_PERMISSIONS    | rw-rw-rw-
            LIGHTWAVE_LDAPI_ADMINISTRATORS | root
            LIGHTWAVE_SMTP_FROM            | lightwave@id.example
            LIGHTWAVE_SMTP_USERNAME        | alone
            LIGHTWAVE_SMTP_PASSWORD        | alone
            LIGHTWAVE_AUDIT_FILE           | /no/such/folder/audit.jsonl
            LIGHTWAVE_AUDIT_FILE           | /etc
            LIGHTWAVE_AUDIT_SYSLOG_URL     | logs.example
            LIGHTWAVE_AUDIT_SYSLOG_URL     | tcp://logs.example
            LIGHTWAVE_AUDIT_SYSLOG_URL     | tls://logs.example/path
            LIGHTWAVE_AUDIT_SYSLOG_URL     | tls://logs.example:0
            LIGHTWAVE_AUDIT_SYSLOG_URL     | udp://192.0.2.1
            LIGHTWAVE_AUDIT_SYSLOG_URL     | udp://logs.example
            LIGHTWAVE_AUDIT_OTLP_URL       | http://collector.example:4318/v1/logs
            LIGHTWAVE_AUDIT_OTLP_URL       | https://collector.example:4318
            LIGHTWAVE_AUDIT_OTLP_TOKEN     | alone
            """)
    void what_is_unknown_or_malformed_stops_the_start_and_is_named(String key, String value) {
        assertThatThrownBy(() -> read(key, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(key.equals("LIGHTWAVE_TLS_KEY_FILE") ? "LIGHTWAVE_TLS_CERTIFICATE_FILE" : key);
    }

    @Test
    void the_unix_socket_of_ldap_has_its_permissions_and_administrators() {
        assertThat(read().ldapi()).isEmpty();
        var socket = read("LIGHTWAVE_LDAPI_SOCKET", "/run/x/ldapi").ldapi().orElseThrow();
        assertThat(socket.path()).isEqualTo(Path.of("/run/x/ldapi"));
        assertThat(PosixFilePermissions.toString(socket.permissions())).isEqualTo("rw-rw----");
        assertThat(socket.administrators()).isEmpty();
        socket = read(
                        "LIGHTWAVE_LDAPI_SOCKET",
                        "/run/x/ldapi",
                        "LIGHTWAVE_LDAPI_PERMISSIONS",
                        "rw-rw-rw-",
                        "LIGHTWAVE_LDAPI_ADMINISTRATORS",
                        "root, 1000")
                .ldapi()
                .orElseThrow();
        assertThat(PosixFilePermissions.toString(socket.permissions())).isEqualTo("rw-rw-rw-");
        assertThat(socket.administrators()).containsExactly("root", "1000");
        assertThatThrownBy(() -> read("LIGHTWAVE_LDAPI_SOCKET", "/run/x", "LIGHTWAVE_LDAPI_PERMISSIONS", "0660"))
                .hasMessageContaining("LIGHTWAVE_LDAPI_PERMISSIONS");
    }

    @Test
    void copies_of_the_audit_trail_go_where_the_operator_says() {
        assertThat(read().auditCopies().lines()).isEmpty();
        assertThat(read("LIGHTWAVE_AUDIT_FILE", "-").auditCopies().lines())
                .contains(new AuditCopies.Lines.StandardOutput());
        assertThat(read("LIGHTWAVE_AUDIT_FILE", "/tmp/audit.jsonl")
                        .auditCopies()
                        .lines())
                .contains(new AuditCopies.Lines.InFile(Path.of("/tmp/audit.jsonl")));
        assertThat(read("LIGHTWAVE_AUDIT_SYSLOG_URL", "tls://logs.example")
                        .auditCopies()
                        .syslog())
                .contains(new AuditCopies.Syslog("logs.example", 6514, true));
        assertThat(read("LIGHTWAVE_AUDIT_SYSLOG_URL", "udp://[::1]:1514")
                        .auditCopies()
                        .syslog())
                .contains(new AuditCopies.Syslog("[::1]", 1514, false));
        var collector = read(
                        "LIGHTWAVE_AUDIT_OTLP_URL",
                        "https://collector.example:4318/v1/logs",
                        "LIGHTWAVE_AUDIT_OTLP_TOKEN",
                        "canary")
                .auditCopies()
                .collector()
                .orElseThrow();
        assertThat(collector.address()).isEqualTo(URI.create("https://collector.example:4318/v1/logs"));
        assertThat(collector.token()).isEqualTo("canary");
        assertThat(collector.toString()).doesNotContain("canary");
    }

    @Test
    void proxies_of_ldap_are_networks() {
        assertThat(read().ldapProxies()).isEmpty();
        assertThat(read("LIGHTWAVE_LDAP_PROXY_NETWORKS", "10.0.0.0/8, ::1").ldapProxies())
                .containsExactly(Network.parse("10.0.0.0/8"), Network.parse("::1"));
    }

    @Test
    void an_external_database_needs_the_master_key_s_file() {
        assertThatThrownBy(() -> read("LIGHTWAVE_DATABASE_URL", "jdbc:postgresql://db/lightwave"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("LIGHTWAVE_MASTER_KEY_FILE");
    }

    @Test
    void a_secret_may_come_from_a_file_but_not_from_both() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
        assertThat(read("LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET_FILE", file.toString())
                        .bootstrapSecret())
                .hasValue("0123456789abcdef");
        assertThatThrownBy(() -> read(
                        "LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET_FILE",
                        file.toString(),
                        "LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET",
                        "0123456789abcdef"))
                .hasMessageContaining("LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET");
    }

    @Test
    void the_command_line_s_own_keys_are_ignored() {
        assertThat(read(
                        "LIGHTWAVE_SERVER", "https://x",
                        "LIGHTWAVE_TRUST_BUNDLE", "x",
                        "LIGHTWAVE_CLIENT_ID", "x",
                        "LIGHTWAVE_CLIENT_SECRET", "x",
                        "LIGHTWAVE_TENANT", "x"))
                .isNotNull();
    }

    @Test
    void an_empty_value_is_an_absent_one() {
        assertThat(read("LIGHTWAVE_DATABASE_URL", "", "LIGHTWAVE_ADMIN_PASSWORD", "")
                        .database())
                .isEmpty();
    }

    @Test
    void secrets_are_not_printed() {
        String printed = read("LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET", "canary-canary-canary")
                .toString();
        assertThat(printed).doesNotContain("canary");
        assertThat(new Settings.ExternalDatabase("jdbc:postgresql://h/d", "u", "canary").toString())
                .doesNotContain("canary");
    }

    @Nested
    class File {

        @Test
        void has_the_same_keys_as_yaml() throws IOException {
            Settings settings = withFile("lightwave.yaml", """
                    lightwave:
                      public-url: https://id.example/
                      system-tenant: acme.example
                      egress:
                        allow: [10.0.0.0/8, idp.example]
                      plain-http-port: off
                    """);
            assertThat(settings.publicUrl()).isEqualTo(URI.create("https://id.example"));
            assertThat(settings.systemTenant()).isEqualTo(new TenantId("acme.example"));
            assertThat(settings.egressAllow()).containsExactly("10.0.0.0/8", "idp.example");
        }

        @Test
        void has_the_same_keys_as_properties() throws IOException {
            Settings settings = withFile("lightwave.properties", "lightwave.public-url=https://id.example\n");
            assertThat(settings.publicUrl()).isEqualTo(URI.create("https://id.example"));
        }

        @Test
        void gives_way_to_the_environment() throws IOException {
            Path file = Files.writeString(folder.resolve("a.yaml"), "lightwave.public-url: https://file.example");
            Map<String, String> environment = new HashMap<>(ANY_PORTS);
            environment.put("LIGHTWAVE_PUBLIC_URL", "https://environment.example");
            assertThat(Settings.read(List.of("--config", file.toString()), environment)
                            .publicUrl())
                    .isEqualTo(URI.create("https://environment.example"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                a.yaml       | lightwave.colour: red                | lightwave.colour
                a.yaml       | server.port: 1                       | server.port
                a.yaml       | 'lightwave.data: [a'                 | is not YAML
                a.yaml       | lightwave.data:                      | lightwave.data
                a.properties | lightwave.colour=red                 | lightwave.colour
                """)
        void with_a_fault_stops_the_start(String name, String text, String named) {
            assertThatThrownBy(() -> withFile(name, text))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining(named);
        }

        @Test
        void with_a_key_twice_stops_the_start() {
            assertThatThrownBy(() -> withFile("a.properties", "lightwave.data=a\nlightwave.data=b\n"))
                    .hasMessageContaining("lightwave.data");
            assertThatThrownBy(() -> withFile("a.yaml", "lightwave.data: a\nlightwave: {data: b}\n"))
                    .hasMessageContaining("lightwave.data");
        }

        @Test
        void that_is_missing_stops_the_start() {
            assertThatThrownBy(() -> Settings.read(List.of("--config", "/no/such/file.yaml"), ANY_PORTS))
                    .hasMessageContaining("/no/such/file.yaml");
        }
    }

    @Test
    void an_unknown_option_stops_the_start() {
        assertThatThrownBy(() -> Settings.read(List.of("--verbose"), ANY_PORTS)).hasMessageContaining("--verbose");
        assertThatThrownBy(() -> Settings.read(List.of("--data"), ANY_PORTS)).hasMessageContaining("--data");
    }

    @Test
    void the_data_folder_of_the_command_line_wins() {
        assertThat(Settings.read(List.of("--data", folder.toString()), ANY_PORTS)
                        .data())
                .isEqualTo(folder);
    }

    @Test
    void a_port_in_use_is_named() throws IOException {
        try (var taken = new java.net.ServerSocket(0)) {
            assertThatThrownBy(() -> read("LIGHTWAVE_LDAP_PORT", Integer.toString(taken.getLocalPort())))
                    .hasMessageContaining("LIGHTWAVE_LDAP_PORT")
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void the_reference_names_every_key_with_its_default() throws IOException {
        String reference = Files.readString(Path.of("..", "docs", "configuration.md"));
        for (Key key : Key.values()) {
            String row = "| `%s`%s | %s | %s |"
                    .formatted(
                            key.variable(),
                            key.secret() ? " or `" + key.variable() + "_FILE`" : "",
                            key.standard().isEmpty() ? "" : "`" + key.standard() + "`",
                            key.meaning());
            assertThat(reference).contains(row);
        }
    }
}
