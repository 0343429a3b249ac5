package io.lightwave.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.MasterKey;
import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Browser;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestClient;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestUser;
import io.lightwave.server.fixture.TestWorkload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Threat 38: what has been used or revoked comes back with an older state of the database.
class RestoreTest {
    private static final String CALLBACK = "https://shop.example/callback";
    private static final String VERIFIER = "a-code-verifier-of-a-client-that-is-long-enough";

    @TempDir
    Path folder;

    private final TestDatabase first = TestDatabase.fresh();
    private final TestDatabase second = TestDatabase.fresh();
    private String masterKey = "";

    @BeforeEach
    void makeMasterKey() throws IOException {
        masterKey = MasterKey.random(new SecureRandom()).toBase64();
        Files.writeString(folder.resolve("master.key"), masterKey);
    }

    private Map<String, String> settings(TestDatabase database) {
        return Map.of(
                "LIGHTWAVE_DATA",
                folder.toString(),
                "LIGHTWAVE_DATABASE_URL",
                database.url(),
                "LIGHTWAVE_DATABASE_USERNAME",
                database.username(),
                "LIGHTWAVE_DATABASE_PASSWORD",
                database.password(),
                "LIGHTWAVE_MASTER_KEY_FILE",
                folder.resolve("master.key").toString());
    }

    private record Done(int code, String out, String errors) {}

    private Done command(String command, Path file, TestDatabase database) {
        var out = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        int code = BackupCommand.run(
                List.of(command, file.toString()),
                settings(database),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
        return new Done(code, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    private Path backup() {
        Path file = folder.resolve("backup.zip");
        Done made = command("backup", file, first);
        assertThat(made.errors()).isEmpty();
        assertThat(made.code()).isZero();
        return file;
    }

    private static String code(Browser browser, TestUser user) {
        String there = browser.authorizes(
                user,
                user.tenant()
                        .path("/oauth2/authorize?response_type=code&client_id=shop&scope=openid&state=s&redirect_uri="
                                + Http.encode(CALLBACK) + "&code_challenge_method=S256&code_challenge=" + challenge()),
                CALLBACK);
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(there);
        assertThat(code.find()).as(there).isTrue();
        return code.group(1);
    }

    private static String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Answer token(TestClient client, Map<String, String> form) {
        return client.tenant()
                .server()
                .http()
                .form(client.tenant().path("/oauth2/token"), form, Http.basic(client.clientId(), client.secret()));
    }

    private static Answer redeem(TestClient client, String code) {
        return token(
                client,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        CALLBACK,
                        "code_verifier",
                        VERIFIER));
    }

    private static Answer refresh(TestClient client, String token) {
        return token(client, Map.of("grant_type", "refresh_token", "refresh_token", token));
    }

    private long listNumber(TestServer server, TestDatabase database, String tenant) throws SQLException {
        server.http().get("/t/%s/ca/crl/issuing-1/0.crl".formatted(tenant)).expect(200);
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT max(number) FROM ca_revocation_list WHERE tenant_id = '%s'".formatted(tenant))) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    @Test
    void nothing_that_was_used_or_revoked_since_the_backup_can_be_used_again() throws Exception {
        Path file;
        TestClient shop;
        String unused;
        String refreshToken;
        String revoked;
        String evidence;
        long listed;
        TestWorkload workload;
        try (TestServer server = TestServer.start(settings(first))) {
            TestTenant tenant = server.tenant("restored.example");
            TestUser alice = tenant.user("alice");
            Answer made = tenant.create(
                    "clients",
                    Map.of(
                            "clientId",
                            "shop",
                            "grantTypes",
                            List.of("authorization_code", "refresh_token", "client_credentials"),
                            "redirectUris",
                            List.of(CALLBACK),
                            "tokenEndpointAuthMethod",
                            "client_secret_basic"));
            shop = new TestClient(tenant, "shop", made.text("clientSecret"));
            workload = tenant.workload("tool", tenant.trusts("https://ci.example", "oidc"), "job");
            tenant.create("join-tokens", Map.of("node", "host1"));
            var browser = new Browser(server);
            refreshToken = redeem(shop, code(browser, alice)).expect(200).text("refresh_token");
            unused = code(browser, alice);
            revoked = shop.fetchesToken();
            evidence = workload.evidence();

            file = backup();

            redeem(shop, unused).expect(200);
            refresh(shop, refreshToken).expect(200);
            workload.asksForToken(evidence, Map.of()).expect(200);
            server.http()
                    .form(
                            tenant.path("/oauth2/revoke"),
                            Map.of("token", revoked),
                            Http.basic(shop.clientId(), shop.secret()))
                    .expect(200);
            listed = listNumber(server, first, tenant.name());
        }
        assertThat(Files.readAllBytes(file))
                .satisfies(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                        .doesNotContain(masterKey));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Done restored = command("restore", file, second);
        assertThat(restored.errors()).isEmpty();
        assertThat(restored.out()).contains("is lost", "Revoke again");
        try (var connection = second.connect();
                var earlier = connection.createStatement()) {
            earlier.executeUpdate("UPDATE restoration SET restored_at = restored_at - interval '1 minute'");
        }
        try (TestServer server = TestServer.start(settings(second))) {
            TestTenant tenant = new TestTenant(server, "restored.example", "");
            var same = new TestClient(tenant, "shop", shop.secret());
            assertThat(redeem(same, unused).text("error")).isEqualTo("invalid_grant");
            assertThat(refresh(same, refreshToken).text("error")).isEqualTo("invalid_grant");
            assertThat(same.introspects(revoked).json().path("active").asBoolean())
                    .isFalse();
            var container =
                    new TestWorkload(tenant, workload.id(), workload.name(), workload.platform(), workload.sub());
            container.asksForToken(evidence, Map.of()).expect(401);
            assertThat(tenant.audit("outcome=refused"))
                    .anySatisfy(event ->
                            assertThat(event.path("reason").asString()).contains("before the database was restored"));
            String young = workload.platform()
                    .token(workload.sub(), tenant.issuer(), Instant.now().plusSeconds(600));
            container.asksForToken(young, Map.of()).expect(200);
            assertThat(tenant.get("/join-tokens").json().path("items")).isEmpty();
            assertThat(listNumber(server, second, tenant.name())).isGreaterThan(listed);
            assertThat(same.introspects(same.fetchesToken())
                            .json()
                            .path("active")
                            .asBoolean())
                    .isTrue();
            JsonNode check = tenant.get("/audit/verification").expect(200).json();
            assertThat(check.path("findings")).isEmpty();
            assertThat(check.path("events").asLong()).isPositive();
            assertThat(server.system().audit("action=database.restore")).hasSize(1);
        }
        try (TestServer again = TestServer.start(settings(second))) {
            assertThat(again.system().audit("action=database.restore")).hasSize(1);
        }
    }

    @Test
    void only_an_empty_database_is_filled() {
        TestServer.start(settings(first)).close();
        Path file = backup();
        Done refused = command("restore", file, first);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.errors()).contains("not empty");
        assertThat(command("backup", file, first).errors()).contains("exists");
        assertThat(command("backup", folder.resolve("other.zip"), second).errors())
                .contains("belongs to master key");
    }

    @Test
    void another_master_key_opens_nothing() throws IOException {
        TestServer.start(settings(first)).close();
        Path file = backup();
        String id = MasterKey.parse(masterKey).id();
        Files.writeString(
                folder.resolve("master.key"),
                MasterKey.random(new SecureRandom()).toBase64());
        assertThat(command("restore", file, second).errors()).contains("belongs to master key " + id);
        assertThat(command("backup", folder.resolve("other.zip"), first).errors())
                .contains("belongs to master key " + id);
    }

    @ParameterizedTest
    @CsvSource({
        "tables/tenant, 1, 2",
        "tables/tenant, -(\\d\\d)-, -77-", // no month, as PostgreSQL says first
        "manifest.json, 1, 2",
        "manifest.mac, ., 0"
    })
    void a_file_that_was_changed_is_refused_and_leaves_the_database_empty(String entry, String is, String becomes)
            throws IOException {
        TestServer.start(settings(first)).close();
        Path file = backup();
        Path changed = folder.resolve("changed.zip");
        try (var from = new ZipFile(file.toFile());
                var to = new ZipOutputStream(Files.newOutputStream(changed))) {
            for (ZipEntry each : java.util.Collections.list(from.entries())) {
                to.putNextEntry(new ZipEntry(each.getName()));
                byte[] content = from.getInputStream(each).readAllBytes();
                String text = new String(content, StandardCharsets.ISO_8859_1);
                to.write(
                        each.getName().equals(entry)
                                ? Pattern.compile(is)
                                        .matcher(text)
                                        .replaceFirst(found -> found.group().equals(becomes) ? "1" : becomes)
                                        .getBytes(StandardCharsets.ISO_8859_1)
                                : content);
            }
        }
        assertThat(command("restore", changed, second).errors())
                .containsAnyOf("was changed", "is not a backup", "of another");
        assertThat(command("restore", file, second).errors()).isEmpty();
    }

    @Test
    void a_backup_of_a_newer_version_is_refused_by_name() throws IOException {
        var key = MasterKey.parse(masterKey);
        Path file = folder.resolve("newer.zip");
        try (var archive = new Archive.Writer(file)) {
            archive.finish(
                    new Manifest(Manifest.FORMAT, Instant.EPOCH, key.id(), Set.of("99999999999"), List.of()), key);
        }
        assertThat(command("restore", file, second).errors()).contains("newer version", "99999999999");
    }

    /// A table that is made later is either ended or kept on purpose.
    @Test
    void every_table_has_been_thought_of() throws Exception {
        Set<String> ended = new HashSet<>();
        for (String module : Restore.MODULES) {
            Matcher named = Pattern.compile("(?:DELETE FROM|UPDATE) ([a-z_]+)").matcher(Restore.script(module));
            while (named.find()) {
                ended.add(named.group(1));
            }
        }
        Set<String> tables;
        try (var connection = first.connect()) {
            tables = new TreeSet<>(Tables.of(connection).columns().keySet());
        }
        assertThat(tables).containsAll(ended);
        tables.removeAll(ended);
        tables.removeAll(
                Set.of("authorization_code", "refresh_token", "session_client", "saml_participant")); // cascaded
        assertThat(String.join(" ", tables)).isEqualTo("""
                access_rule acme_account acme_authorization acme_challenge acme_order appearance_policy audit_event \
                audit_removed audit_retention audit_seal audit_sealing authentication_policy \
                authorization_details_type ca_authority ca_authority_names ca_authority_request \
                ca_delegate ca_ended_attester ca_holder ca_profile ca_rotation ca_rsa_key ca_shard ca_signed_certificate ca_ssh_authority ca_ssh_certificate ca_ssh_settings client_document client_origin \
                configuration_object consent consumed_assertion data_key dynamic_entry enrolled_certificate entry \
                entry_value first_start group_member idempotent_request identity_provider known_network ldap_person ldap_source logout_notice \
                master_key oauth_client page_refusal pairwise_key passkey password recent_sign_in \
                registration_policy resource_server restoration retired_name revoked_token saml_key \
                saml_logout_notice saml_name_id schema_definition service_provider signing_key throttle throttle_policy token_policy \
                upstream_identity upstream_session used_jwt workload workload_ended_rule workload_federation workload_issuer \
                workload_node workload_node_authority workload_node_rule workload_refusal workload_rule \
                workload_svid_key workload_used_evidence""");
    }
}
