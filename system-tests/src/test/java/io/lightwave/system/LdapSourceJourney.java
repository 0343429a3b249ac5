package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// People of a company's OpenLDAP sign in with the password they have there, by LDAPS and by StartTLS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LdapSourceJourney {
    private static final String READER = "cn=reader,dc=firm,dc=example";

    private final Acme acme = Acme.shared();
    private final Acme.TenantOfTest tenant = acme.tenant("firm.example");
    private Slapd slapd;
    private int clear;
    private int tls;
    private String anchor;

    @BeforeAll
    void the_company_has_a_directory(@TempDir Path folder) throws Exception {
        Shell.run("sh", "-c", """
                cd '%s' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                  -subj /CN=firm -addext 'subjectAltName=IP:%s' -keyout key.pem -out cert.pem 2>&1
                """.formatted(folder, Acme.ELSEWHERE)).orThrow();
        anchor = Files.readString(folder.resolve("cert.pem"));
        List<Integer> ports = PackagedServer.freePorts(3);
        clear = ports.get(0);
        tls = ports.get(1);
        slapd = Slapd.start(
                folder,
                """
                TLSCertificateFile %1$s/cert.pem
                TLSCertificateKeyFile %1$s/key.pem
                security simple_bind=128
                """.formatted(folder),
                """
                suffix dc=firm,dc=example
                rootdn cn=root,dc=firm,dc=example
                rootpw secret
                access to attrs=userPassword by anonymous auth by * none
                access to * by dn="%s" read by * none
                """.formatted(READER),
                ports.get(2),
                "ldap://127.0.0.1:%4$d ldap://%1$s:%2$d ldaps://%1$s:%3$d"
                        .formatted(Acme.ELSEWHERE, clear, tls, ports.get(2)));
        Shell.run(
                        Map.of("LDAPTLS_REQCERT", "never"),
                        """
                dn: dc=firm,dc=example
                objectClass: dcObject
                objectClass: organization
                o: firm

                dn: cn=reader,dc=firm,dc=example
                objectClass: person
                cn: reader
                sn: reader
                userPassword: look and see

                dn: uid=ada,dc=firm,dc=example
                objectClass: inetOrgPerson
                cn: Ada Lovelace
                givenName: Ada
                sn: Lovelace
                mail: ada@firm.example
                userPassword: first programme

                dn: cn=analysts,dc=firm,dc=example
                objectClass: groupOfNames
                cn: analysts
                member: uid=ada,dc=firm,dc=example

                dn: cn=all,dc=firm,dc=example
                objectClass: groupOfNames
                cn: all
                member: cn=analysts,dc=firm,dc=example
                """,
                        List.of(
                                "ldapadd",
                                "-x",
                                "-ZZ",
                                "-H",
                                "ldap://%s:%d".formatted(Acme.ELSEWHERE, clear),
                                "-D",
                                "cn=root,dc=firm,dc=example",
                                "-w",
                                "secret"))
                .orThrow();
    }

    @AfterAll
    void it_closes() {
        slapd.close();
    }

    private Map<String, Object> source(String name, String password) {
        var source = new HashMap<String, Object>();
        source.put("name", name);
        source.put(
                "urls",
                List.of(
                        "ldaps://%s:%d".formatted(Acme.ELSEWHERE, tls),
                        "ldap://%s:%d".formatted(Acme.ELSEWHERE, clear)));
        source.put("trustAnchors", List.of(anchor));
        source.put("bindDn", READER);
        source.put("bindPassword", password);
        source.put("userBase", "dc=firm,dc=example");
        source.put("userFilter", "(&(objectClass=inetOrgPerson)(|(uid={name})(mail={name})))");
        source.put("groupBase", "dc=firm,dc=example");
        source.put("nestedGroups", true);
        source.put("groupRules", List.of(Map.of("from", "cn=all,dc=firm,dc=example", "group", "everybody")));
        return source;
    }

    private JsonNode tested(Map<String, Object> source) {
        Http.Answer answer = acme.http.json(
                "POST",
                tenant.api("ldap-sources/test"),
                Map.of("source", source, "userName", "ada@firm.example"),
                acme.operator());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void a_person_of_openldap_signs_in_and_is_in_the_groups_of_the_rules() {
        JsonNode wrong = tested(source("firm", "wrong"));
        assertThat(wrong.path("good").booleanValue()).isFalse();
        assertThat(wrong.path("servers").toString()).contains("invalid credentials");
        JsonNode good = tested(source("firm", "look and see"));
        assertThat(good.path("good").booleanValue()).as(good.toString()).isTrue();
        for (JsonNode server : good.path("servers")) {
            assertThat(server.path("person").path("groups").toString()).contains("cn:analysts", "cn:all");
        }
        tenant.create("ldap-sources", source("firm", "look and see"));

        assertThat(signIn("ada", "").status()).isEqualTo(403);
        assertThat(signIn("ada", "second programme").status()).isEqualTo(403);
        assertThat(signIn("ada)(uid=*", "first programme").status()).isEqualTo(403);
        assertThat(signIn("ada", "first programme").status()).isEqualTo(303);
        assertThat(signIn("ada@firm.example", "first programme").status()).isEqualTo(303);

        String person = acme.http
                .get(tenant.path("/scim/v2/Users?filter=userName%20eq%20%22ada%22"), acme.operator())
                .body();
        assertThat(person).contains("\"displayName\":\"Ada Lovelace\"", "everybody");
    }

    /// A browser that comes for the account page.
    private Http.Answer signIn(String name, String password) {
        var cookies = new TreeMap<String, String>();
        Http.Answer page = acme.http.get(tenant.path("/login?account"));
        page.response().headers().allValues("Set-Cookie").forEach(set -> {
            int equals = set.indexOf('=');
            cookies.put(set.substring(0, equals), set.substring(equals + 1, set.indexOf(';')));
        });
        var fields = new HashMap<>(Map.of("username", name, "password", password, "request", "account"));
        Matcher csrf = Pattern.compile("name=\"csrf\" value=\"([^\"]*)\"").matcher(page.body());
        assertThat(csrf.find()).isTrue();
        fields.put("csrf", csrf.group(1));
        String sent = cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        return acme.http.form(tenant.path("/login"), fields, "Cookie", sent);
    }
}
