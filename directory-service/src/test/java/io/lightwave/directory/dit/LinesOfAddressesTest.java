package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.SearchScope.BASE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.add;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Requester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("RFC 4517 §4.2.12: what was stored when addresses were compared as one text")
class LinesOfAddressesTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String LONG = "A".repeat(100) + " $ Some  Town \\24 \\5C24 " + "z".repeat(100);
    private static final String OLD_NAME = "ou=main+postaladdress=1 main st. $ \\+\\, \\\\24";
    private static final Map<String, List<String>> ADDRESSES = Map.of(
            "postaladdress", List.of("1 Main St. $ +, \\24", "C:\\5Cx$\\24 1 $ Town", "c:\\5Cx", LONG),
            "acmeaddress", List.of("2 Main St. $ Town", "Straße \\24 $ Ort", LONG),
            "acmesite", List.of("3 Main St. $ Town"),
            "acmeplace", List.of("4 Main St. $ Town"));

    private final DirectoryWorld world = new DirectoryWorld();
    private final JdbcClient jdbc = world.context.bean(JdbcClient.class);

    @BeforeEach
    void store() {
        Requester admin = world.admin(ACME);
        assertThat(world.modify(
                        admin,
                        "cn=schema",
                        add(
                                "attributeTypes",
                                "( 1.3.6.1.4.1.99999.1.1 NAME ( 'acmeAddress' 'acmeHouse' ) DESC 'SUP cn EQUALITY x'"
                                        + " EQUALITY caseIgnoreListMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.41 )",
                                "( 1.3.6.1.4.1.99999.1.2 NAME 'acmeSite' SUP acmeHouse )",
                                "( 1.3.6.1.4.1.99999.1.3 NAME 'acmePlace' SUP registeredAddress )",
                                "( 1.3.6.1.4.1.99999.1.4 NAME 'acmeNote' DESC 'no EQUALITY caseIgnoreListMatch' SUP cn )"),
                        add(
                                "objectClasses",
                                "( 1.3.6.1.4.1.99999.2.1 NAME 'acmeBuilding' SUP top AUXILIARY"
                                        + " MAY ( acmeAddress $ acmeSite $ acmePlace $ acmeNote ) )")))
                .isEqualTo(new EntryOutcome.Done());
        added("dn: ou=sites," + SUFFIX, "objectClass: organizationalUnit", "ou: sites");
        added(
                "dn: postalAddress=1 Main St. $ \\2B\\2C \\5C24+ou=main,ou=sites," + SUFFIX,
                "objectClass: organizationalUnit",
                "objectClass: acmeBuilding",
                "ou: main",
                "postalAddress: 1 Main St. $ +, \\24",
                "postalAddress: C:\\5Cx$\\24 1 $ Town",
                "postalAddress: c:\\5Cx",
                "postalAddress: " + LONG,
                "acmeAddress: 2 Main St. $ Town",
                "acmeAddress: Straße \\24 $ Ort",
                "acmeAddress: " + LONG,
                "acmeSite;lang-en: 3 Main St. $ Town",
                "acmePlace: 4 Main St. $ Town",
                "acmeNote: 5 Main St. $ Town",
                "description: 6 Main St. $ \\24");
    }

    private void added(String... ldif) {
        assertThat(world.add(world.admin(ACME), ldif)).isInstanceOf(EntryOutcome.Done.class);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void is_indexed_and_named_as_what_is_stored_today() throws Exception {
        List<String> today = stored();
        makeOld();
        assertThat(stored()).isNotEqualTo(today);
        migrate();
        assertThat(stored()).isEqualTo(today);
        try (var restarted = new DirectoryWorld(world.context.database())) {
            Requester admin = restarted.admin(ACME);
            for (String filter : List.of("(acmeAddress=2 main st.$town)", "(acmeSite=3 Main St. $ Town)")) {
                assertThat(restarted.search(admin, SUFFIX, SUB, filter)).hasSize(1);
            }
            assertThat(restarted.search(
                            admin,
                            "ou=main+postalAddress=1 Main St.$\\2B\\2C \\5C24,ou=sites," + SUFFIX,
                            BASE,
                            "(objectClass=*)"))
                    .hasSize(1);
        }
    }

    @Test
    void keeps_its_name_where_another_has_the_new_one() throws Exception {
        added("dn: ou=other,ou=sites," + SUFFIX, "objectClass: organizationalUnit", "ou: other");
        String name = jdbc.sql("SELECT rdn_norm FROM entry WHERE rdn_norm LIKE 'ou=main+%'")
                .query(String.class)
                .single();
        makeOld();
        jdbc.sql("UPDATE entry SET rdn_norm = ? WHERE rdn_norm = 'ou=other'")
                .param(name)
                .update();
        migrate();
        assertThat(stored()).contains("rdn:" + name, "rdn:" + OLD_NAME);
    }

    private List<String> stored() {
        return jdbc.sql("SELECT attribute || ':' || value FROM entry_value WHERE tenant_id = :tenant"
                        + " UNION ALL SELECT 'rdn:' || rdn_norm FROM entry WHERE tenant_id = :tenant ORDER BY 1")
                .param("tenant", ACME.value())
                .query((row, _) -> row.getString(1))
                .list();
    }

    /// As it was written by the rule of one text: without regard to case, with single spaces.
    private void makeOld() {
        jdbc.sql("UPDATE entry SET rdn_norm = ? WHERE rdn_norm LIKE 'ou=main+%'")
                .param(OLD_NAME)
                .update();
        ADDRESSES.forEach((attribute, values) -> {
            jdbc.sql("DELETE FROM entry_value WHERE attribute = ?")
                    .param(attribute)
                    .update();
            for (String value : values) {
                jdbc.sql("INSERT INTO entry_value (tenant_id, attribute, value, entry_id)"
                                + " SELECT tenant_id, ?, ?, id FROM entry WHERE rdn_norm LIKE 'ou=main+%'")
                        .param(attribute)
                        .param(IndexedValues.shorten(value.toLowerCase(Locale.ROOT)
                                .replace("ß", "ss")
                                .replaceAll(" +", " ")))
                        .update();
            }
        });
    }

    private void migrate() throws IOException, SQLException {
        try (Connection connection = world.context.database().connect()) {
            connection.setAutoCommit(false);
            run(connection, "V20261127593__lines_of_addresses.sql");
            run(connection, "V20261127594__lines_of_all_addresses.sql");
            connection.commit();
        }
    }

    private static void run(Connection connection, String script) throws IOException, SQLException {
        try (var sql = Objects.requireNonNull(
                        LinesOfAddressesTest.class.getResourceAsStream("/db/migration/directory/" + script));
                var statement = connection.createStatement()) {
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
