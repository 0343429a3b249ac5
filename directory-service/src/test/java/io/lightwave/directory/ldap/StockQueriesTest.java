package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.util.ssl.cert.SignatureAlgorithmIdentifier;
import com.unboundid.util.ssl.cert.X509Certificate;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What other people's software asks with its stock settings")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockQueriesTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String ALICE = "uid=alice,ou=people," + SUFFIX;
    private static final String IA5 = " SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )";
    private static final String TIME = "EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch SYNTAX"
            + " 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE )";

    /// As sudo publishes it.
    private static final String[] SUDO_TYPES = {
        "( 1.3.6.1.4.1.15953.9.1.1 NAME 'sudoUser' EQUALITY caseExactIA5Match SUBSTR caseExactIA5SubstringsMatch" + IA5,
        "( 1.3.6.1.4.1.15953.9.1.2 NAME 'sudoHost' EQUALITY caseExactIA5Match SUBSTR caseExactIA5SubstringsMatch" + IA5,
        "( 1.3.6.1.4.1.15953.9.1.3 NAME 'sudoCommand' EQUALITY caseExactIA5Match" + IA5,
        "( 1.3.6.1.4.1.15953.9.1.5 NAME 'sudoOption' EQUALITY caseExactIA5Match" + IA5,
        "( 1.3.6.1.4.1.15953.9.1.8 NAME 'sudoNotBefore' " + TIME,
        "( 1.3.6.1.4.1.15953.9.1.9 NAME 'sudoNotAfter' " + TIME,
        "( 1.3.6.1.4.1.15953.9.1.10 NAME 'sudoOrder' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX"
                + " 1.3.6.1.4.1.1466.115.121.1.27 )"
    };
    private static final String SUDO_CLASS = "( 1.3.6.1.4.1.15953.9.2.1 NAME 'sudoRole' SUP top STRUCTURAL MUST cn MAY"
            + " ( sudoUser $ sudoHost $ sudoCommand $ sudoOption $ sudoOrder $ sudoNotBefore $ sudoNotAfter $"
            + " description ) )";

    private final LdapWorld world = new LdapWorld();
    private LDAPConnection admin;

    @BeforeAll
    void fill() throws Exception {
        admin = world.as(LdapWorld.ADMIN);
        person("alice", "1000", "sshPublicKey: ssh-ed25519 AAAA alice");
        person("bob", "1001");
        for (String unit : List.of("services", "hosts", "netgroups", "mounts", "SUDOers")) {
            add("ou=" + unit, "objectClass: organizationalUnit");
        }
        group("staff", "2000", ALICE, "memberUid: alice");
        group("everyone", "2001", "cn=staff,ou=groups," + SUFFIX);
        add("cn=readers,ou=services", "objectClass: groupOfUniqueNames", "uniqueMember: " + ALICE);
        add(
                "cn=ssh,ou=services",
                "objectClass: ipService",
                "ipServicePort: 22",
                "ipServiceProtocol: tcp",
                "ipServiceProtocol: udp");
        add(
                "cn=mail,ou=hosts",
                "objectClass: device",
                "objectClass: ipHost",
                "objectClass: ieee802Device",
                "ipHostNumber: 192.0.2.7",
                "macAddress: 00:00:5e:00:53:01");
        add("cn=trusted,ou=netgroups", "objectClass: nisNetgroup", "nisNetgroupTriple: (mail,alice,acme.example)");
        add("automountMapName=auto.home,ou=mounts", "objectClass: automountMap");
        for (String key : List.of("alice", "*")) {
            add(
                    "automountKey=" + key + ",automountMapName=auto.home,ou=mounts",
                    "objectClass: automount",
                    "automountInformation: files:/home/&");
        }
        admin.modify("cn=schema", new Modification(ModificationType.ADD, "attributeTypes", SUDO_TYPES));
        admin.modify("cn=schema", new Modification(ModificationType.ADD, "objectClasses", SUDO_CLASS));
        add("cn=defaults,ou=SUDOers", "objectClass: sudoRole", "sudoOption: !lecture");
        sudo("cooks", "sudoUser: alice", "sudoHost: ALL", "sudoCommand: /usr/bin/cook", "sudoOrder: 2");
        sudo("wheel", "sudoUser: %staff", "sudoHost: mail", "sudoCommand: ALL", "sudoNotAfter: 20991231235959Z");
        sudo("former", "sudoUser: alice", "sudoHost: ALL", "sudoCommand: ALL", "sudoNotAfter: 20011231235959Z");
        sudo("nets", "sudoUser: +trusted", "sudoHost: +trusted", "sudoCommand: ALL");
    }

    private void person(String uid, String number, String... more) throws Exception {
        add(
                "uid=" + uid + ",ou=people",
                lines(
                        more,
                        "objectClass: inetOrgPerson",
                        "objectClass: posixAccount",
                        "objectClass: shadowAccount",
                        "objectClass: ldapPublicKey",
                        "cn: " + uid + " Example",
                        "sn: Example",
                        "mail: " + uid + "@acme.example",
                        "uidNumber: " + number,
                        "gidNumber: 2000",
                        "homeDirectory: /home/" + uid,
                        "loginShell: /bin/sh"));
    }

    private void group(String name, String number, String member, String... more) throws Exception {
        add(
                "cn=" + name + ",ou=groups",
                lines(
                        more,
                        "objectClass: groupOfNames",
                        "objectClass: posixGroup",
                        "gidNumber: " + number,
                        "member: " + member));
    }

    private void sudo(String name, String... lines) throws Exception {
        add("cn=" + name + ",ou=SUDOers", lines(lines, "objectClass: sudoRole"));
    }

    private static String[] lines(String[] more, String... first) {
        return java.util.stream.Stream.concat(Arrays.stream(first), Arrays.stream(more))
                .toArray(String[]::new);
    }

    private void add(String below, String... lines) throws Exception {
        admin.add(lines(lines, "dn: " + below + "," + SUFFIX));
    }

    @AfterAll
    void close() {
        admin.close();
        world.close();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = ';', textBlock = """
            sssd;     ''; (&(uid=alice)(objectclass=posixAccount)(&(uidNumber=*)(!(uidNumber=0)))); alice
            sssd;     ''; (&(uidNumber=1001)(objectclass=posixAccount)(&(uidNumber=*)(!(uidNumber=0)))); bob
            sssd;     ''; (&(uid=*)(objectclass=posixAccount)(&(uidNumber=*)(!(uidNumber=0)))(&(gidNumber=*)(!(gidNumber=0)))); alice bob
            sssd;     ''; (&(uid=*)(objectclass=posixAccount)(modifyTimestamp>=20000101000000Z)(!(modifyTimestamp=20000101000000Z))); alice bob
            sssd;     ''; (&(cn=staff)(objectClass=posixGroup)(cn=*)(&(gidNumber=*)(!(gidNumber=0)))); staff
            sssd;     ''; (&(member=uid=alice,ou=people,dc=acme,dc=example)(objectClass=posixGroup)(cn=*)(&(gidNumber=*)(!(gidNumber=0)))); staff
            sssd;     ''; (&(memberuid=alice)(objectClass=posixGroup)(cn=*)(&(gidNumber=*)(!(gidNumber=0)))); staff
            sssd;     ''; (&(member=cn=staff,ou=groups,dc=acme,dc=example)(objectClass=posixGroup)(cn=*)); everyone
            sssd;     ''; (|(&(mail=alice@acme.example)(objectclass=posixAccount))(krbPrincipalName=alice@acme.example)(nsUniqueId=x)); alice
            sssd;     ''; (&(cn=trusted)(objectclass=nisNetgroup)); trusted
            sssd;     ''; (&(cn=ssh)(ipServiceProtocol=tcp)(objectclass=ipService)); ssh
            sssd;     ''; (&(ipServicePort=22)(ipServiceProtocol=*)(objectclass=ipService)(cn=*)); ssh
            sssd;     ''; (&(ipHostNumber=192.0.2.7)(objectClass=ipHost)(cn=*)); mail
            sssd;     ''; (&(automountMapName=auto.home)(objectclass=automountMap)); auto.home
            sssd;     automountMapName=auto.home,ou=mounts; (&(automountKey=*)(objectclass=automount)); * alice
            sssd;     ''; (&(objectClass=sudoRole)(|(cn=defaults)(sudoUser=ALL)(sudoUser=alice)(sudoUser=#1000)(sudoUser=%staff)(sudoUser=%#2000)(sudoUser=+*))); cooks defaults former nets wheel
            sssd;     ''; (&(objectclass=sudoRole)(entryUSN>=1)(!(entryUSN=1))); none
            sssd;     ''; (&(objectClass=sudoRole)(|(!(sudoHost=*))(sudoHost=ALL)(sudoHost=mail)(sudoHost=192.0.2.7)(sudoHost=+*)(|(sudoHost=*\\5c*)(sudoHost=*?*)(sudoHost=*\\2A*)(sudoHost=*[*]*)))); cooks defaults former nets wheel
            sudo;     ou=SUDOers; (&(objectClass=sudoRole)(cn=defaults)); defaults
            sudo;     ou=SUDOers; (&(&(objectClass=sudoRole)(|(sudoUser=alice)(sudoUser=#1000)(sudoUser=%staff)(sudoUser=%#2000)(sudoUser=ALL)))(&(|(!(sudoNotAfter=*))(sudoNotAfter>=20260101120000.0Z))(|(!(sudoNotBefore=*))(sudoNotBefore<=20260101120000.0Z)))); cooks wheel
            sudo;     ou=SUDOers; (&(objectClass=sudoRole)(sudoUser=*)(sudoUser=+*)); nets
            nslcd;    ''; (&(objectClass=posixAccount)(uid=alice)); alice
            nslcd;    ''; (&(objectClass=posixAccount)(uidNumber=1000)); alice
            nslcd;    ''; (&(objectClass=shadowAccount)(uid=bob)); bob
            nslcd;    ''; (&(objectClass=posixGroup)(|(memberUid=alice)(member=uid=alice,ou=people,dc=acme,dc=example))); staff
            nslcd;    ''; (&(objectClass=posixGroup)(gidNumber=2001)); everyone
            nslcd;    ''; (&(objectClass=ipHost)(ipHostNumber=192.0.2.7)); mail
            nslcd;    ''; (&(objectClass=ieee802Device)(|(macAddress=0:0:5e:0:53:1)(macAddress=00:00:5e:00:53:01))); mail
            nslcd;    ''; (&(objectClass=ipService)(ipServicePort=22)(ipServiceProtocol=udp)); ssh
            nslcd;    ''; (&(objectClass=nisNetgroup)(cn=trusted)); trusted
            nslcd;    ''; (&(objectClass=nisMailAlias)(cn=postmaster)); none
            autofs;   ''; (&(objectclass=automountMap)(automountMapName=auto.home)); auto.home
            autofs;   automountMapName=auto.home,ou=mounts; (&(objectclass=automount)(|(automountKey=alice)(automountKey=/)(automountKey=\\2A))); * alice
            Postfix;  ''; (mailacceptinggeneralid=alice@acme.example); none
            Postfix;  ''; (&(objectClass=inetOrgPerson)(|(mail=alice@acme.example)(mailLocalAddress=alice@acme.example))); alice
            Dovecot;  ''; (&(objectClass=posixAccount)(uid=alice)); alice
            Apache;   ''; (&(objectClass=*)(uid=alice)); alice
            Apache;   ou=people; (&(|(objectclass=posixAccount)(objectclass=user))(uid=bob)); bob
            GitLab;   ''; (&(uid=alice)(memberOf=cn=staff,ou=groups,dc=acme,dc=example)); alice
            GitLab;   ''; (&(objectClass=*)(|(uid=alice)(mail=alice@acme.example)(userPrincipalName=alice@acme.example))); alice
            Nextcloud; ''; (&(|(objectclass=inetOrgPerson)(objectclass=user))(|(uid=alice)(|(mailPrimaryAddress=alice)(mail=alice)))); alice
            Nextcloud; ''; (&(|(objectclass=groupOfNames)(objectclass=zimbraDistributionList))(|(cn=staff))); staff
            Nextcloud; ''; (&(&(|(objectclass=inetOrgPerson))(|(uid=*ali*)(displayName=*ali*)(cn=ali*)))(uid=*)); alice
            Jenkins;  ''; uid=alice; alice
            Jenkins;  ''; (|(member=uid=alice,ou=people,dc=acme,dc=example)(uniqueMember=uid=alice,ou=people,dc=acme,dc=example)(memberUid=alice)); readers staff
            Jenkins;  ''; (&(cn=staff)(|(objectclass=groupOfNames)(objectclass=groupOfUniqueNames)(objectclass=posixGroup))); staff
            Grafana;  ''; (cn=alice Example); alice
            Grafana;  ''; (&(objectClass=posixGroup)(memberUid=alice)); staff
            Keycloak; ou=people; (&(uid=alice)(objectclass=inetOrgPerson)(objectclass=organizationalPerson)); alice
            Keycloak; ou=people; (&(|(uid=*lic*)(mail=*lic*)(sn=*lic*))(objectclass=inetOrgPerson)(objectclass=organizationalPerson)); alice
            Keycloak; ou=groups; (&(member=uid=alice,ou=people,dc=acme,dc=example)(objectclass=groupOfNames)); staff
            LDAP_MATCHING_RULE_IN_CHAIN; ou=groups; (member:1.2.840.113556.1.4.1941:=uid=alice,ou=people,dc=acme,dc=example); everyone staff
            """)
    void finds(String software, String below, String filter, String expected) throws Exception {
        String base = below.isEmpty() ? SUFFIX : below + "," + SUFFIX;
        String found = LdapWorld.found(admin, base, SearchScope.SUB, filter, "1.1").stream()
                .map(StockQueriesTest::name)
                .sorted()
                .collect(Collectors.joining(" "));
        assertThat(found).as(software).isEqualTo(expected.equals("none") ? "" : expected);
    }

    private static String name(SearchResultEntry entry) {
        try {
            RDN rdn = Objects.requireNonNull(entry.getRDN());
            return rdn.getAttributeValues()[0];
        } catch (com.unboundid.ldap.sdk.LDAPException e) {
            throw new AssertionError(e);
        }
    }

    @DisplayName("attributes that there are come, whatever else is asked for")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            sssd|   objectClass uid userPassword uidNumber gidNumber gecos homeDirectory loginShell krbPrincipalName cn memberOf modifyTimestamp shadowLastChange krbPasswordExpiration authorizedService nsAccountLock sshPublicKey userCertificate;binary mail| cn gidNumber homeDirectory loginShell mail memberOf modifyTimestamp objectClass sshPublicKey uid uidNumber
            Dovecot| uid userPassword homeDirectory uidNumber gidNumber| gidNumber homeDirectory uid uidNumber
            GitLab| dn uid cn mail email userPrincipalName sAMAccountName userid| cn mail uid
            Nextcloud| entryuuid nsuniqueid objectguid guid ipauniqueid dn uid samaccountname memberof mail displayname jpegphoto thumbnailphoto| entryUUID mail memberOf uid
            Keycloak| uid entryUUID createTimestamp modifyTimestamp mail cn sn objectclass| cn createTimestamp entryUUID mail modifyTimestamp objectClass sn uid
            """)
    void gives(String software, String asked, String expected) throws Exception {
        String got = LdapWorld.entry(admin, ALICE, asked.split(" ")).getAttributes().stream()
                .map(Attribute::getName)
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .collect(Collectors.joining(" "));
        assertThat(got).as(software).isEqualTo(expected);
    }

    @Test
    @DisplayName("net-ldap, Nextcloud and Keycloak ask in pages, critical or not")
    void pages_are_had_by_who_insists_on_them_and_who_does_not() throws Exception {
        for (boolean critical : new boolean[] {true, false}) {
            var request =
                    new SearchRequest("ou=people," + SUFFIX, SearchScope.ONE, "(objectClass=posixAccount)", "1.1");
            request.setControls(new Control[] {new SimplePagedResultsControl(1, critical)});
            SearchResult page = admin.search(request);
            assertThat(page.getEntryCount()).isOne();
            assertThat(Objects.requireNonNull(SimplePagedResultsControl.get(page))
                            .moreResultsToReturn())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("Apache's mod_authnz_ldap compares members, and attributes of people")
    void membership_is_compared() throws Exception {
        String staff = "cn=staff,ou=groups," + SUFFIX;
        assertThat(admin.compare(staff, "member", ALICE).compareMatched()).isTrue();
        assertThat(admin.compare(staff, "memberUid", "alice").compareMatched()).isTrue();
        assertThat(admin.compare("cn=readers,ou=services," + SUFFIX, "uniqueMember", ALICE)
                        .compareMatched())
                .isTrue();
        assertThat(admin.compare(staff, "member", "uid=bob,ou=people," + SUFFIX).compareMatched())
                .isFalse();
        assertThat(LdapWorld.code(() -> admin.compare(staff, "uniqueMember", ALICE)))
                .isEqualTo(ResultCode.NO_SUCH_ATTRIBUTE);
        assertThat(admin.compare(ALICE, "loginShell", "/bin/sh").compareMatched())
                .isTrue();
    }

    @Test
    @DisplayName("sssd finds whose certificate a smart card has by all of it")
    void a_certificate_is_found_by_its_bytes() throws Exception {
        String bob = "uid=bob,ou=people," + SUFFIX;
        byte[] certificate = certificate("cn=Bob");
        admin.modify(bob, new Modification(ModificationType.ADD, "userCertificate;binary", certificate));
        for (String attribute : List.of("userCertificate;binary", "userCertificate")) {
            SearchResult found =
                    admin.search(SUFFIX, SearchScope.SUB, Filter.createEqualityFilter(attribute, certificate), "1.1");
            assertThat(found.getSearchEntries())
                    .as(attribute)
                    .extracting(SearchResultEntry::getDN)
                    .containsExactly(bob);
            assertThat(admin.search(
                                    SUFFIX,
                                    SearchScope.SUB,
                                    Filter.createEqualityFilter(attribute, certificate("cn=Other")),
                                    "1.1")
                            .getEntryCount())
                    .isZero();
        }
    }

    private static byte[] certificate(String subject) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return X509Certificate.generateSelfSignedCertificate(
                        SignatureAlgorithmIdentifier.SHA_256_WITH_ECDSA,
                        keys.generateKeyPair(),
                        new DN(subject),
                        0,
                        1_000_000_000)
                .getX509CertificateBytes();
    }

    @Test
    @DisplayName("python-ldap asks for names and attributes of any characters")
    void what_cannot_be_there_is_just_not_there() throws Exception {
        String odd = "abc\ud83d\udc98def";
        assertThat(LdapWorld.code(() -> admin.search("CN=" + odd, SearchScope.SUB, "(objectClass=*)")))
                .isEqualTo(ResultCode.NO_SUCH_OBJECT);
        assertThat(LdapWorld.found(admin, SUFFIX, SearchScope.SUB, "(cn=" + odd + ")"))
                .isEmpty();
        assertThat(LdapWorld.entry(admin, ALICE, "abc", odd).getAttributes()).isEmpty();
        assertThat(LdapWorld.entry(admin, ALICE, "1.1", "uid").getAttributes()).hasSize(1);
    }

    @Test
    @DisplayName("Keycloak gives a space for what it does not know of somebody, and names later")
    void a_person_is_made_without_names() throws Exception {
        String name = "uid=carol,ou=people," + SUFFIX;
        admin.add(
                name,
                new Attribute("objectClass", "inetOrgPerson", "organizationalPerson"),
                new Attribute("uid", "carol"),
                new Attribute("cn", " "),
                new Attribute("sn", " "));
        assertThat(LdapWorld.entry(admin, name).getAttributeValue("sn")).isEqualTo(" ");
        assertThat(admin.compare(name, "sn", "  ").compareMatched()).isTrue();
        assertThat(admin.compare(name, "sn", "x").compareMatched()).isFalse();
        assertThat(LdapWorld.found(admin, SUFFIX, SearchScope.SUB, "(&(uid=carol)(sn= ))", "1.1"))
                .hasSize(1);
        admin.modify(name, new Modification(ModificationType.REPLACE, "sn", "Example"));
        admin.modify(name, new Modification(ModificationType.REPLACE, "cn", "Carol Example"));
        assertThat(LdapWorld.found(admin, SUFFIX, SearchScope.SUB, "(&(uid=carol)(sn= ))", "1.1"))
                .isEmpty();
        admin.delete(name);
        assertThat(LdapWorld.code(
                        () -> admin.add("ou=\\20," + SUFFIX, new Attribute("objectClass", "organizationalUnit"))))
                .isEqualTo(ResultCode.NAMING_VIOLATION);
    }
}
