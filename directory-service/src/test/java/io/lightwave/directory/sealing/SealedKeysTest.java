package io.lightwave.directory.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.MasterKey;
import io.lightwave.directory.MasterKeySource;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.fixture.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

class SealedKeysTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId OTHER = new TenantId("other.example");
    private static final byte[] SECRET = "a private key".getBytes(StandardCharsets.US_ASCII);

    private final TestDatabase database = TestDatabase.fresh();

    private TestContext start(MasterKeySource source) {
        return TestContext.on(database).with(MasterKeySource.class, source).start(SealingConfiguration.class);
    }

    private static MasterKeySource given(MasterKey key) {
        return new MasterKeySource.Given(key);
    }

    @Nested
    class Sealing {
        private final MasterKey master = MasterKey.random(new SecureRandom());

        @Test
        void what_was_sealed_opens_for_the_same_tenant_and_place_only_also_on_another_node() {
            try (var here = start(given(master));
                    var there = start(given(master))) {
                SealedKeys keys = here.bean(SealedKeys.class);
                byte[] sealed = keys.seal(ACME, "ca-key/1", SECRET);
                keys.seal(OTHER, "ca-key/1", SECRET);
                for (SealedKeys each : new SealedKeys[] {keys, there.bean(SealedKeys.class)}) {
                    assertThat(each.open(ACME, "ca-key/1", sealed)).isEqualTo(SECRET);
                    assertThatThrownBy(() -> each.open(ACME, "ca-key/2", sealed))
                            .isInstanceOf(IllegalStateException.class);
                    assertThatThrownBy(() -> each.open(OTHER, "ca-key/1", sealed))
                            .isInstanceOf(IllegalStateException.class);
                }
            }
        }

        @Test
        void a_changed_byte_anywhere_is_noticed_and_the_same_secret_never_looks_the_same() {
            try (var here = start(given(master))) {
                SealedKeys keys = here.bean(SealedKeys.class);
                byte[] sealed = keys.seal(ACME, "p", SECRET);
                assertThat(keys.seal(ACME, "p", SECRET)).isNotEqualTo(sealed);
                for (int n = 0; n < sealed.length; n++) {
                    byte[] changed = sealed.clone();
                    changed[n] ^= 1;
                    assertThatThrownBy(() -> keys.open(ACME, "p", changed)).isInstanceOf(IllegalStateException.class);
                }
                assertThatThrownBy(() -> keys.open(ACME, "p", new byte[0])).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> keys.open(ACME, "p", new byte[] {1, 0, 0, 0, 1, 7}))
                        .isInstanceOf(IllegalStateException.class);
            }
        }

        @Test
        void a_data_key_outlives_the_transaction_that_was_first_to_need_it() {
            byte[] sealed;
            try (var here = start(given(master))) {
                SealedKeys keys = here.bean(SealedKeys.class);
                here.bean(TransactionTemplate.class).executeWithoutResult(status -> {
                    keys.seal(ACME, "p", SECRET);
                    status.setRollbackOnly();
                });
                sealed = keys.seal(ACME, "p", SECRET);
            }
            try (var again = start(given(master))) {
                assertThat(again.bean(SealedKeys.class).open(ACME, "p", sealed)).isEqualTo(SECRET);
            }
        }

        @Test
        void two_nodes_that_need_a_data_key_at_once_agree_on_one() {
            try (var here = start(given(master));
                    var there = start(given(master))) {
                for (TenantId tenant : IntStream.range(0, 20)
                        .mapToObj(n -> new TenantId("t" + n + ".example"))
                        .toList()) {
                    var one = CompletableFuture.supplyAsync(
                            () -> here.bean(SealedKeys.class).seal(tenant, "p", SECRET));
                    var two = CompletableFuture.supplyAsync(
                            () -> there.bean(SealedKeys.class).seal(tenant, "p", SECRET));
                    assertThat(there.bean(SealedKeys.class).open(tenant, "p", one.join()))
                            .isEqualTo(SECRET);
                    assertThat(here.bean(SealedKeys.class).open(tenant, "p", two.join()))
                            .isEqualTo(SECRET);
                }
            }
        }

        @Test
        void neither_the_secret_nor_the_data_key_nor_the_master_key_is_in_the_database() {
            try (var here = start(given(master))) {
                here.bean(SealedKeys.class).seal(ACME, "p", SECRET);
                byte[] sealed = here.bean(JdbcClient.class)
                        .sql("SELECT sealed FROM data_key")
                        .query(byte[].class)
                        .single();
                assertThat(sealed).hasSize(12 + 32 + 16);
                assertThat(here.bean(JdbcClient.class)
                                .sql("SELECT id FROM master_key")
                                .query(String.class)
                                .single())
                        .isEqualTo(master.id())
                        .hasSize(16);
            }
        }
    }

    @Nested
    class The_master_key {
        @TempDir
        private Path folder;

        @Test
        void is_made_once_for_a_new_database_and_readable_by_its_owner_only() throws IOException {
            Path file = folder.resolve("master.key");
            start(new MasterKeySource.InFile(file, true)).close();
            String content = Files.readString(file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            start(new MasterKeySource.InFile(file, true)).close();
            assertThat(Files.readString(file)).isEqualTo(content);
        }

        @Test
        void of_another_database_stops_the_start_and_says_what_to_do() throws IOException {
            Path file = folder.resolve("master.key");
            start(new MasterKeySource.InFile(file, true)).close();
            String right = Files.readString(file);
            Files.writeString(file, MasterKey.random(new SecureRandom()).toBase64());
            assertThatThrownBy(() -> start(new MasterKeySource.InFile(file, true)))
                    .rootCause()
                    .hasMessageContaining("belongs to master key "
                            + MasterKey.parse(right.strip()).id())
                    .hasMessageContaining("Copy the file");
        }

        @Test
        void that_is_lost_is_not_replaced_by_a_new_one() throws IOException {
            Path file = folder.resolve("master.key");
            start(new MasterKeySource.InFile(file, true)).close();
            Files.delete(file);
            assertThatThrownBy(() -> start(new MasterKeySource.InFile(file, true)))
                    .rootCause()
                    .hasMessageContaining("is missing")
                    .hasMessageContaining("back-up");
            assertThat(file).doesNotExist();
        }

        @Test
        void has_to_be_there_for_an_external_database() {
            assertThatThrownBy(() -> start(new MasterKeySource.InFile(folder.resolve("absent"), false)))
                    .rootCause()
                    .hasMessageContaining("openssl rand -base64 32");
        }

        @Test
        void in_another_form_is_refused() throws IOException {
            Path file = Files.writeString(folder.resolve("master.key"), "c2hvcnQ=");
            assertThatThrownBy(() -> start(new MasterKeySource.InFile(file, true)))
                    .hasMessageContaining("does not hold 32 bytes in base64");
        }

        @Test
        void alone_opens_a_copy_of_the_database() throws Exception {
            var foreign = MasterKey.random(new SecureRandom());
            byte[] sealed;
            try (var here = start(given(MasterKey.random(new SecureRandom())))) {
                sealed = here.bean(SealedKeys.class).seal(ACME, "p", SECRET);
            }
            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                statement.execute("UPDATE master_key SET id = '" + foreign.id() + "'");
            }
            try (var thief = start(given(foreign))) {
                assertThatThrownBy(() -> thief.bean(SealedKeys.class).open(ACME, "p", sealed))
                        .hasMessageContaining("another master key");
            }
        }

        @Test
        void never_prints() {
            assertThat(MasterKey.random(new SecureRandom())).hasToString("***");
        }
    }
}
