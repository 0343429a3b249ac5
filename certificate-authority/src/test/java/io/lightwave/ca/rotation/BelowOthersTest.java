package io.lightwave.ca.rotation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.Pem;
import io.lightwave.ca.World;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.TenantName;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Issuing authorities that an outside authority or the system tenant's root certifies, and what their certificates let
/// them certify (RFC 5280 §4.2.1.10).
class BelowOthersTest {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static World world;
    private static Caller system;
    private TenantId acme;
    private String api;
    private Caller operator;
    private OpenSsl openssl;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new World().tenant(World.SYSTEM);
        system = world.caller(world.subject(World.SYSTEM, SubjectKind.USER, "operator"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void begin() {
        // Some validators know no other time than theirs.
        world.context
                .clock()
                .set(Instant.ofEpochMilli(System.currentTimeMillis()).minusSeconds(7200));
        acme = new TenantId("acme-%d.example".formatted(COUNT.incrementAndGet()));
        api = "/api/v1/tenants/" + acme;
        world.tenant(acme);
        operator = world.caller(world.subject(acme, SubjectKind.USER, "admin"));
        openssl = new OpenSsl(folder);
    }

    private void openssl(String command) {
        openssl.run(command.split(" "));
    }

    private static final String AUTHORITY = """
            basicConstraints = critical,CA:TRUE%s
            keyUsage = critical,%s
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            """;

    /// An outside root and an authority below it, made by openssl, with identifiers of its own kind.
    private void outside(String rootPathLength) {
        outside(rootPathLength, "keyCertSign,cRLSign", "rsa:2048", "-sha256");
    }

    private void outside(String rootPathLength, String rootUsage, String policyKey, String hash) {
        world.context // what openssl makes is good from now on
                .clock()
                .set(Instant.ofEpochMilli(System.currentTimeMillis()).plusSeconds(60));
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout root.key -out outside.pem"
                + " -subj /O=Outside/CN=Root -days 30 -addext basicConstraints=critical,CA:TRUE" + rootPathLength
                + " -addext keyUsage=critical," + rootUsage);
        openssl("req -new -newkey " + policyKey
                + " -nodes -keyout policy.key -out policy.csr -subj /O=Outside/CN=Policy");
        openssl.file(
                "policy.cnf", AUTHORITY.formatted("", "keyCertSign,cRLSign").getBytes(US_ASCII));
        openssl("x509 -req -in policy.csr -CA outside.pem -CAkey root.key -out policy.pem -days 20 -extfile policy.cnf "
                + hash);
    }

    /// What the outside authority makes of our request.
    private String certified(String request, String extensions, String days) {
        return certified("policy", request, extensions, days);
    }

    private String certified(String by, String request, String extensions, String days) {
        openssl.file("request.pem", request.getBytes(US_ASCII));
        openssl("req -in request.pem -verify -noout");
        openssl.file("ours.cnf", extensions.getBytes(US_ASCII));
        openssl("x509 -req -in request.pem -CA %s.pem -CAkey %s.key -out ours.pem -extfile ours.cnf %s"
                .formatted(by, by, days));
        return chain("ours.pem", "policy.pem", "outside.pem");
    }

    private String chain(String... files) {
        var chain = new StringBuilder();
        for (String file : files) {
            chain.append(new String(openssl.read(file), US_ASCII));
        }
        return chain.toString();
    }

    private String request() {
        var made = world.door.postJson(api + "/authority-requests", operator, "");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().get("name").asString()).isEqualTo("issuing-2");
        return made.json().get("request").asString();
    }

    private Door.Answer bring(String chain) {
        return world.door.postJson(
                api + "/authority-requests/issuing-2/chain",
                operator,
                "{\"chain\":\"%s\",\"publishFor\":\"PT1H\"}".formatted(chain.replace("\n", "\\n")));
    }

    private static final String GOOD = AUTHORITY.formatted(",pathlen:0", "keyCertSign,cRLSign");

    private static void pass(Duration time) {
        world.context.clock().advance(time);
        world.context.bean(Rotations.class).tend();
    }

    private List<X509Certificate> enrol(ActivePrincipal who, String profile) {
        var outcome = world.authority().issue(who, profile, Requests.sound(), World.ORIGIN);
        assertThat(outcome).isInstanceOf(IssuanceOutcome.Issued.class);
        return ((IssuanceOutcome.Issued) outcome).chain();
    }

    private String state(String authority) {
        return world.door
                .get(api + "/authorities/" + authority, operator)
                .json()
                .get("state")
                .asString();
    }

    private void verified(List<X509Certificate> chain, String anchors) {
        openssl.file("leaf.pem", Pem.of(chain.subList(0, 1)).getBytes(US_ASCII));
        openssl.file("between.pem", Pem.of(chain.subList(1, chain.size())).getBytes(US_ASCII));
        assertThat(openssl.run("verify -x509_strict -attime %d -CAfile %s -untrusted between.pem leaf.pem"
                        .formatted(world.now().getEpochSecond(), anchors)
                        .split(" ")))
                .contains("OK");
    }

    @Test
    void an_outside_authority_certifies_ours_which_is_published_signs_and_takes_the_place_of_our_root()
            throws Exception {
        var payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
        var before = enrol(payments, "workload");
        outside("");
        var begun = bring(certified(request(), GOOD, "-days 10"));
        assertThat(begun.status()).as(begun.text()).isEqualTo(201);
        assertThat(begun.json().get("replaced").valueStream().map(name -> name.asString()))
                .containsExactly("root-1", "issuing-1");
        assertThat(world.door.get(api + "/authority-requests", operator).json().get("items"))
                .isEmpty();
        assertThat(world.authority().anchors(acme)).as("published").hasSize(2);
        assertThat(enrol(payments, "workload")).hasSize(2);

        pass(Duration.ofHours(1));
        assertThat(state("issuing-2")).isEqualTo("active");
        assertThat(state("root-1")).isEqualTo("draining");
        var after = enrol(payments, "workload");
        assertThat(after).hasSize(3);
        assertThat(after.get(2).getSubjectX500Principal().getName()).isEqualTo("CN=Policy,O=Outside");
        verified(after, "outside.pem");
        openssl.file(
                "root.pem",
                world.door.get("/t/%s/ca/root.pem".formatted(acme), null).body());
        verified(before, "root.pem");
        verified(after, "root.pem");
        assertThat(world.door
                        .get("/t/%s/ca/chain.pem".formatted(acme), null)
                        .text()
                        .split("BEGIN"))
                .hasSize(4);
        list(after);
        assertThat(world.door
                        .postJson(api + "/authorities/rotate", operator, "{}")
                        .status())
                .as("only the outside authority can certify the next")
                .isEqualTo(409);

        pass(Duration.ofDays(2));
        assertThat(state("root-1")).isEqualTo("retired");
        assertThat(world.authority().anchors(acme)).hasSize(1);

        assertThat(world.door
                        .postJson(api + "/authorities/issuing-2/compromise", operator, "")
                        .status())
                .isEqualTo(201);
        var healed = enrol(world.subject(acme, SubjectKind.WORKLOAD, "orders"), "workload");
        openssl.file("own.pem", Pem.of(world.authority().anchors(acme)).getBytes(US_ASCII));
        verified(healed, "own.pem");
        assertThat(healed.getFirst().getIssuerX500Principal().getName()).startsWith("CN=Issuing CA 3");
    }

    /// The list is by the key identifier that the outside authority chose.
    private void list(List<X509Certificate> chain) {
        openssl.file(
                "list.der",
                world.door
                        .get("/t/%s/ca/crl/issuing-2/0.crl".formatted(acme), null)
                        .body());
        openssl("crl -inform DER -in list.der -out list.pem");
        openssl.file("all.pem", (Pem.of(chain.subList(1, 3)) + chain("outside.pem")).getBytes(US_ASCII));
        assertThat(openssl.run("verify -attime %d -crl_check -CRLfile list.pem -CAfile all.pem leaf.pem"
                        .formatted(world.now().getEpochSecond())
                        .split(" ")))
                .contains("OK");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no authority          | basicConstraints=critical,CA:FALSE              |          | CA:TRUE
            no list signing       | keyUsage=critical,keyCertSign                   |          | RFC 5280 §4.2.1.3
            no certificate signing| keyUsage=critical,cRLSign                       |          | RFC 5280 §4.2.1.3
            for servers only      | extendedKeyUsage=serverAuth                     |          | extended key usage
            no identifier         | subjectKeyIdentifier=none                       |          | RFC 5280 §4.2.1.2
            names of others       | nameConstraints=critical,permitted;URI:globex.example | | RFC 5280 §4.2.1.10
            a path that is too long|                                                | pathlen:0| path
            """)
    void a_chain_that_breaks_a_rule_is_refused_by_it(
            String what, String extension, String rootPathLength, String rule) {
        outside(rootPathLength == null ? "" : "," + rootPathLength);
        String extensions = GOOD;
        if (extension != null) {
            String name = extension.substring(0, extension.indexOf('='));
            extensions = GOOD.replaceAll("(?m)^%s = .*\n".formatted(name), "") + extension + "\n";
        }
        refused(certified(request(), extensions, "-days 10"), rule);
        assertThat(world.audited(acme, "authority.publish").getLast())
                .as(what)
                .startsWith("REFUSED user:admin@%s: issuing-2 ".formatted(acme))
                .contains(rule);
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', textBlock = """
            cRLSign             | rsa:2048 | -sha256 | RFC 5280 §4.2.1.3: the root's key
            keyCertSign,cRLSign | rsa:1024 | -sha256 | a key is too short
            keyCertSign,cRLSign | rsa:2048 | -sha1   | signed with MD5, SHA-1 or SHA-224
            """)
    void a_chain_that_others_would_refuse_is_refused_here(String rootUsage, String key, String hash, String rule) {
        outside("", rootUsage, key, hash);
        refused(certified(request(), GOOD, "-days 10"), rule);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a policy wanted    | policyConstraints=critical,requireExplicitPolicy:2 | §4.2.1.11
            servers only       | extendedKeyUsage=serverAuth                        | §4.2.1.12
            nobody's extension | 1.3.6.1.4.1.55738.666.1=critical,DER:0500          | §6.1
            """)
    void an_authority_above_that_has_others_refuse_what_ours_will_sign_is_refused(
            String what, String extension, String rule) {
        outside("");
        policy(AUTHORITY.formatted("", "keyCertSign,cRLSign") + extension);
        refused(certified(request(), GOOD, "-days 10"), rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"permitted;dirName:theirs", "excluded;dirName:ours"})
    void subjects_that_ours_may_not_certify_are_refused(String constraint) {
        outside("");
        String extensions = GOOD
                + "nameConstraints=critical,%s\n[theirs]\nO=Outside\n[ours]\n%s\n"
                        .formatted(constraint, subjectAsSection());
        refused(certified(request(), extensions, "-days 10"), "RFC 5280 §4.2.1.10");
    }

    /// Below which all subjects of the tenant are.
    private String subjectAsSection() {
        return Stream.of(TenantName.below(acme).build().getRDNs())
                .map(rdn -> rdn.getFirst())
                .map(one -> "%d.%s=%s"
                        .formatted(
                                COUNT.incrementAndGet(),
                                one.getType().getId(),
                                IETFUtils.valueToString(one.getValue()).replace("\\", "")))
                .collect(Collectors.joining("\n"));
    }

    /// The authority between theirs and ours, certified anew.
    private void policy(String extensions) {
        openssl.file("policy.cnf", extensions.getBytes(US_ASCII));
        openssl("x509 -req -in policy.csr -CA outside.pem -CAkey root.key -out policy.pem -days 20 -extfile policy.cnf "
                + "-sha256");
    }

    @Test
    void one_above_that_is_for_servers_and_clients_of_tls_and_more_is_good() {
        outside("");
        policy(AUTHORITY.formatted("", "keyCertSign,cRLSign") + "extendedKeyUsage=serverAuth,clientAuth,codeSigning\n"
                + "nameConstraints=critical,permitted;dirName:ours\n[ours]\n%s\n".formatted(subjectAsSection()));
        var brought = bring(certified(request(), GOOD, "-days 10"));
        assertThat(brought.status()).as(brought.text()).isEqualTo(201);
    }

    @ParameterizedTest(name = "root {0}, policy {1}: {2}")
    @CsvSource({
        "pathlen:2, pathlen:1, 201",
        "pathlen:1, pathlen:1, 400",
        "pathlen:2, pathlen:0, 400",
    })
    @DisplayName("RFC 5280 §4.2.1.9 ours counts among those above what it signs")
    void path_lengths_leave_room_for_what_ours_signs(String root, String policy, int status) {
        outside("," + root);
        policy(AUTHORITY.formatted("," + policy, "keyCertSign,cRLSign"));
        var brought = bring(certified(request(), GOOD, "-days 10"));
        assertThat(brought.status()).as(brought.text()).isEqualTo(status);
        assertThat(brought.text()).contains(status == 400 ? "RFC 5280 §4.2.1.9" : "issuing-2");
    }

    @Test
    void one_s_own_new_key_does_not_count_in_path_lengths() {
        outside(",pathlen:2");
        selfIssued("-sha256");
        certified("link", request(), GOOD, "-days 10");
        var brought = bring(chain("ours.pem", "link.pem", "policy.pem", "outside.pem"));
        assertThat(brought.status()).as(brought.text()).isEqualTo(201);
    }

    @Test
    void ours_without_a_subject_and_a_root_with_an_unknown_critical_extension_are_refused() {
        outside(" -addext 1.3.6.1.4.1.55738.666.1=critical,DER:0500");
        String request = request();
        refused(certified(request, GOOD, "-days 10"), "RFC 5280 §4.2: the root");

        outside("");
        openssl.file(
                "ours.cnf", (GOOD + "subjectAltName=critical,URI:spiffe://%s\n".formatted(acme)).getBytes(US_ASCII));
        openssl("x509 -req -in request.pem -subj / -CA policy.pem -CAkey policy.key -out ours.pem -extfile ours.cnf");
        refused(chain("ours.pem", "policy.pem", "outside.pem"), "RFC 5280 §4.1.2.6");
    }

    @Test
    @DisplayName("RFC 5280 §6.1 a link by its own name in the middle of a chain is a link like any other")
    void a_weak_self_issued_link_is_refused_as_the_others_are() {
        outside("");
        selfIssued("-sha1");
        String request = request();
        certified("link", request, GOOD, "-days 10");
        refused(chain("ours.pem", "link.pem", "policy.pem", "outside.pem"), "signed with MD5, SHA-1 or SHA-224");

        selfIssued("-sha256");
        certified("link", request, GOOD, "-days 10");
        var strong = bring(chain("ours.pem", "link.pem", "policy.pem", "outside.pem"));
        assertThat(strong.status()).as(strong.text()).isEqualTo(201);
    }

    /// The authority that certifies ours has another key, which it certified itself by the one before.
    private void selfIssued(String hash) {
        openssl("req -new -newkey rsa:2048 -nodes -keyout link.key -out link.csr -subj /O=Outside/CN=Policy");
        openssl("x509 -req -in link.csr -CA policy.pem -CAkey policy.key -out link.pem -days 20 -extfile policy.cnf "
                + hash);
    }

    private void refused(String chain, String rule) {
        var answer = bring(chain);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo("chain");
        assertThat(answer.text()).contains(rule);
        assertThat(world.authority().anchors(acme)).hasSize(1);
    }

    @Test
    void a_chain_of_other_keys_that_has_ended_or_is_incomplete_is_refused() {
        outside("");
        String request = request();
        String good = certified(request, GOOD, "-days 10");
        refused(chain("policy.pem", "outside.pem"), "not for the key of the request");
        refused(chain("ours.pem"), "at most six");
        refused(chain("ours.pem", "policy.pem"), "no root");
        refused(chain("ours.pem", "outside.pem"), "RFC 5280 §6.1");
        refused("garbage", "PEM");
        refused("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", "PEM");
        var other = chain("outside.pem");
        outside("");
        refused(good.replace(other, chain("outside.pem")), "RFC 5280 §6.1");
        world.context.clock().advance(Duration.ofDays(11));
        refused(good, "RFC 5280 §4.1.2.5");
        assertThat(world.door
                        .delete(api + "/authority-requests/issuing-2", operator)
                        .status())
                .isEqualTo(204);
        assertThat(bring(good).status()).isEqualTo(404);
    }

    @Test
    void tenants_below_the_system_tenant_s_root_cannot_certify_each_other_s_names() throws Exception {
        var globex = new TenantId("globex-%d.example".formatted(COUNT.get()));
        var nested = new TenantId("eu." + acme);
        world.tenant(globex).tenant(nested);
        String below = "{\"above\":\"system\",\"publishFor\":\"PT1H\"}";
        assertThat(world.door
                        .postJson(api + "/authorities/rotate", operator, below)
                        .status())
                .as("no tenant helps itself to the system tenant's root")
                .isEqualTo(403);
        for (var one : List.of(acme, globex)) {
            var begun = world.door.postJson("/api/v1/tenants/%s/authorities/rotate".formatted(one), system, below);
            assertThat(begun.status()).as(begun.text()).isEqualTo(201);
        }
        pass(Duration.ofHours(1));
        openssl.file(
                "system.pem", Pem.of(world.authority().anchors(World.SYSTEM)).getBytes(US_ASCII));
        verified(enrol(world.subject(globex, SubjectKind.WORKLOAD, "payments"), "workload"), "system.pem");
        var payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
        var chain = enrol(payments, "workload");
        verified(chain, "system.pem");
        validated(chain);
        world.door.postJson(api + "/certificate-profiles", operator, """
                {"name":"foreign","holders":["workload"],"lifetime":"PT1H","extendedKeyUsage":["serverAuth"],
                 "names":["dns:{name}.%s"]}""".formatted(globex));
        var foreign = world.authority().issue(payments, "foreign", Requests.sound(), World.ORIGIN);
        assertThat(foreign)
                .isEqualTo(new IssuanceOutcome.Refused(
                        "RFC 5280 §4.2.1.10: the authority may not certify the name dns:payments." + globex));

        for (String name : List.of(
                "uri:spiffe://%s/payments".formatted(globex), "dns:x." + globex, "dns:x." + nested, "ip:192.0.2.1")) {
            var forged = forged(name, chain);
            openssl.file("forged.pem", Pem.of(forged.subList(0, 1)).getBytes(US_ASCII));
            assertThat(openssl.attempt("verify -attime %d -CAfile system.pem -untrusted between.pem forged.pem"
                                    .formatted(world.now().getEpochSecond())
                                    .split(" "))
                            .output())
                    .as(name)
                    .containsAnyOf("permitted subtree violation", "excluded subtree violation");
            assertThatExceptionOfType(CertPathValidatorException.class).as(name).isThrownBy(() -> validated(forged));
        }
        forgedSoundly(chain);

        assertThat(world.door
                        .postJson("/api/v1/tenants/lightwave.local/authorities/root-1/compromise", system, "")
                        .status())
                .isEqualTo(201);
        assertThat(state("issuing-2")).isEqualTo("compromised");
        openssl.file("own.pem", Pem.of(world.authority().anchors(acme)).getBytes(US_ASCII));
        verified(enrol(world.subject(acme, SubjectKind.WORKLOAD, "orders"), "workload"), "own.pem");
    }

    /// What a thief of the tenant's key could make.
    private List<X509Certificate> forged(String name, List<X509Certificate> chain) throws Exception {
        var authority = world.context.bean(Authorities.class).issuing(acme);
        int kind = name.startsWith("uri:")
                ? GeneralName.uniformResourceIdentifier
                : name.startsWith("dns:") ? GeneralName.dNSName : GeneralName.iPAddress;
        var builder = new X509v3CertificateBuilder(
                authority.issuer().name(),
                BigInteger.TEN,
                Date.from(world.now().minusSeconds(10)),
                Date.from(world.now().plusSeconds(1000)),
                new X500Name("O=x"),
                SubjectPublicKeyInfo.getInstance(
                        Requests.ec("secp256r1").getPublic().getEncoded()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(kind, name.substring(name.indexOf(':') + 1))));
        List<X509Certificate> forged = new ArrayList<>(chain);
        forged.set(0, (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        builder.build(authority.key().signer()).getEncoded())));
        return forged;
    }

    /// With its own names, so that the others are refused for their names and for nothing else.
    private void forgedSoundly(List<X509Certificate> chain) throws Exception {
        var forged = forged("uri:spiffe://%s/x".formatted(acme), chain);
        validated(forged);
        openssl.file("forged.pem", Pem.of(forged.subList(0, 1)).getBytes(US_ASCII));
        openssl.run("verify -attime %d -CAfile system.pem -untrusted between.pem forged.pem"
                .formatted(world.now().getEpochSecond())
                .split(" "));
    }

    private void validated(List<X509Certificate> chain) throws Exception {
        Set<TrustAnchor> anchors = new java.util.HashSet<>();
        world.authority().anchors(acme).forEach(anchor -> anchors.add(new TrustAnchor(anchor, null)));
        var parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(world.now()));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    }

    @Test
    void what_an_operator_lists_is_what_the_next_authority_may_certify_and_all_accept_it() throws Exception {
        world.tenant(new TenantId("eu." + acme));
        assertThat(world.door
                        .putJson(api + "/authority-names", operator, "{\"dnsZones\":[\"cluster.local\"]}")
                        .status())
                .isEqualTo(403);
        var listed = world.door.putJson(
                api + "/authority-names",
                system,
                "{\"dnsZones\":[\"svc.cluster.local\"],\"ipRanges\":[\"10.0.0.0/8\",\"fd00::/8\"]}");
        assertThat(listed.status()).as(listed.text()).isEqualTo(200);
        assertThat(world.door.get(api + "/authority-names", operator).text()).isEqualTo(listed.text());
        profile("cluster", "svc.cluster.local");
        profile("own", acme.value());
        profile("nested", "eu." + acme);
        profile("elsewhere", "elsewhere.example");
        var payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
        enrol(payments, "elsewhere");
        var begun = world.door.postJson(api + "/authorities/rotate", operator, "{\"publishFor\":\"PT1H\"}");
        assertThat(begun.status()).as(begun.text()).isEqualTo(201);
        pass(Duration.ofHours(1));
        openssl.file("root.pem", Pem.of(world.authority().anchors(acme)).getBytes(US_ASCII));
        for (String profile : List.of("cluster", "own", "workload")) {
            var chain = enrol(payments, profile);
            verified(chain, "root.pem");
            validated(chain);
            gnuTls(chain);
        }
        for (String profile : List.of("nested", "elsewhere")) {
            assertThat(world.authority().issue(payments, profile, Requests.sound(), World.ORIGIN))
                    .as(profile)
                    .isInstanceOfSatisfying(
                            IssuanceOutcome.Refused.class,
                            refused -> assertThat(refused.reason()).startsWith("RFC 5280 §4.2.1.10"));
        }
        var constraints =
                world.context.bean(Authorities.class).issuing(acme).issuer().constraints();
        assertThat(constraints.permits(new AlternativeName.Dns("*.svc.cluster.local")))
                .isTrue();
        assertThat(constraints.permits(new AlternativeName.Dns("*.us." + acme))).isTrue();
        assertThat(constraints.permits(new AlternativeName.Dns("*." + acme)))
                .as("stands for another tenant's name too")
                .isFalse();
        assertThat(text("between.pem"))
                .contains("X509v3 Name Constraints: critical")
                .contains("DNS:svc.cluster.local")
                .contains("IP:10.0.0.0/255.0.0.0")
                .contains("DNS:eu." + acme);
    }

    private String text(String file) {
        return openssl.run("x509", "-in", file, "-noout", "-text");
    }

    private void profile(String name, String zone) {
        var made = world.door.postJson(api + "/certificate-profiles", operator, """
                {"name":"%s","holders":["workload"],"lifetime":"PT24H","extendedKeyUsage":["serverAuth"],
                 "names":["dns:{name}.%s"]}""".formatted(name, zone));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private void gnuTls(List<X509Certificate> chain) throws Exception {
        openssl.file("chain.pem", Pem.of(chain).getBytes(US_ASCII));
        var process = new ProcessBuilder(
                        "certtool", "--verify", "--load-ca-certificate", "root.pem", "--infile", "chain.pem")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"dnsZones\":[\"*.acme.example\"]}",
                "{\"dnsZones\":[\"Acme.example\"]}",
                "{\"dnsZones\":[\"10.0.0.1\"]}",
                "{\"dnsZones\":[\"svc.lightwave.local\"]}",
                "{\"dnsZones\":[\"lightwave.local\"]}",
                "{\"ipRanges\":[\"10.0.0.0/33\"]}",
                "{\"ipRanges\":[\"all\"]}"
            })
    void zones_that_are_none_or_another_tenant_s_are_refused(String names) {
        assertThat(world.door.putJson(api + "/authority-names", system, names).status())
                .isEqualTo(400);
        assertThat(world.door.get(api + "/authority-names", operator).json().get("dnsZones"))
                .isEmpty();
    }

    @Test
    void zones_are_listed_on_condition_that_nobody_else_has_meanwhile() { // RFC 9110 §13.1.1
        String names = api + "/authority-names";
        String nothing = world.door.get(names, operator).header("ETag");
        String one = "{\"dnsZones\":[\"one.svc.local\"],\"ipRanges\":[]}";
        String two = "{\"dnsZones\":[\"two.svc.local\"],\"ipRanges\":[]}";
        var listed = world.door.putJson(names, system, one, "If-Match", nothing);
        assertThat(listed.status()).as(listed.text()).isEqualTo(200);
        assertThat(listed.header("ETag"))
                .isNotEqualTo(nothing)
                .isEqualTo(world.door.get(names, operator).header("ETag"));

        for (String other : List.of(nothing, "\"1\"", "W/" + listed.header("ETag"))) {
            assertThat(world.door.putJson(names, system, two, "If-Match", other).status())
                    .as(other)
                    .isEqualTo(412);
        }
        assertThat(world.door.get(names, operator).text()).isEqualTo(listed.text());

        var again = world.door.putJson(names, system, one, "If-Match", "*");
        assertThat(again.header("ETag")).as("at the same instant").isNotEqualTo(listed.header("ETag"));
        assertThat(world.door
                        .putJson(names, system, two, "If-Match", again.header("ETag"))
                        .status())
                .isEqualTo(200);
    }
}
