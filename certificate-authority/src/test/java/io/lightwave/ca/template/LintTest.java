package io.lightwave.ca.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.template.AlternativeName.Dns;
import io.lightwave.ca.template.AlternativeName.Ip;
import io.lightwave.ca.template.AlternativeName.Uri;
import io.lightwave.ca.template.Template.Publication;
import io.lightwave.directory.TenantId;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// One row is one rule: what is changed on a sound template, and what the lint says of it.
class LintTest {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final TenantId ACME = new TenantId("acme.example");
    static final KeyPair ISSUER_KEYS = keys();
    static final SubjectKey ISSUER_KEY = SubjectKey.of(ISSUER_KEYS.getPublic());
    static final SubjectKey KEY = SubjectKey.of(keys().getPublic());
    static final X500Name ISSUER_NAME = new X500Name("CN=Issuing CA 1,DC=acme,DC=example");
    static final Issuer ISSUER =
            new Issuer(ISSUER_NAME, NOON.minusSeconds(3600), NOON.plus(Duration.ofDays(365)), 0, ISSUER_KEY);
    static final Issuer ROOT =
            new Issuer(new X500Name("CN=Root CA 1"), ISSUER.notBefore(), ISSUER.notAfter(), 1, ISSUER_KEY);
    static final Standard.Svid SVID = new Standard.Svid(ACME, Duration.ofHours(24));
    static final Standard.EndEntity SERVER = new Standard.EndEntity(Duration.ofDays(30));
    static final Standard.Authority AUTHORITY = new Standard.Authority(Duration.ofDays(300));

    static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A template taken apart, so that a row can change one thing.
    static final class Draft {
        BigInteger serial = BigInteger.ONE.shiftLeft(126);
        X500Name subject = new X500Name("CN=payments,OU=workloads,DC=acme,DC=example");
        Instant notBefore = NOON;
        Instant notAfter = NOON.plus(Duration.ofHours(24)).minusSeconds(1);
        SubjectKey key = KEY;
        boolean authority;
        OptionalInt pathLength = OptionalInt.empty();
        Set<KeyUse> keyUse = Set.of(KeyUse.DIGITAL_SIGNATURE);
        Set<ExtendedUse> extendedUse = Set.of(ExtendedUse.SERVER_AUTHENTICATION, ExtendedUse.CLIENT_AUTHENTICATION);
        List<AlternativeName> names = List.of(new Uri("spiffe://acme.example/shop/payments"));
        Optional<Publication> publication = Optional.of(new Publication(
                URI.create("http://pki.example/t/acme.example/ca/crl/issuing-1/0.crl"),
                0,
                URI.create("http://pki.example/t/acme.example/ca/issuing-1.cer"),
                Optional.of(URI.create("http://pki.example/t/acme.example/ca/ocsp"))));

        Template template() {
            return new Template(
                    serial,
                    subject,
                    notBefore,
                    notAfter,
                    key,
                    authority,
                    pathLength,
                    keyUse,
                    extendedUse,
                    names,
                    publication);
        }
    }

    static Draft svid() {
        return new Draft();
    }

    static Draft server() {
        var draft = new Draft();
        draft.names = List.of(new Dns("id.example"), new Dns("localhost"));
        draft.extendedUse = Set.of(ExtendedUse.SERVER_AUTHENTICATION);
        return draft;
    }

    static Draft authority() {
        var draft = new Draft();
        draft.authority = true;
        draft.subject = ISSUER_NAME;
        draft.pathLength = OptionalInt.of(0);
        draft.keyUse = Set.of(KeyUse.CERTIFICATE_SIGN, KeyUse.CRL_SIGN);
        draft.extendedUse = Set.of();
        draft.names = List.of(new Uri("spiffe://acme.example"));
        return draft;
    }

    static Arguments row(String says, UnaryOperator<Draft> change) {
        return Arguments.of(says, change);
    }

    static UnaryOperator<Draft> uri(String uri) {
        return draft -> {
            draft.names = List.of(new Uri(uri));
            return draft;
        };
    }

    static UnaryOperator<Draft> dns(String name) {
        return draft -> {
            draft.names = List.of(new Dns(name));
            return draft;
        };
    }

    static UnaryOperator<Draft> ip(String address) {
        return draft -> {
            draft.names = List.of(new Ip(InetAddress.ofLiteral(address)));
            return draft;
        };
    }

    static UnaryOperator<Draft> subject(String name) {
        return draft -> {
            draft.subject = new X500Name(name);
            return draft;
        };
    }

    static Draft with(Draft draft, java.util.function.Consumer<Draft> change) {
        change.accept(draft);
        return draft;
    }

    @Test
    void a_sound_template_of_each_standard_passes() {
        assertThat(Lint.check(svid().template(), ISSUER, SVID)).isInstanceOf(LintOutcome.Passed.class);
        assertThat(Lint.check(server().template(), ISSUER, SERVER)).isInstanceOf(LintOutcome.Passed.class);
        assertThat(Lint.check(authority().template(), ROOT, AUTHORITY)).isInstanceOf(LintOutcome.Passed.class);
        assertThat(Lint.check(ip("192.0.2.1").apply(server()).template(), ISSUER, SERVER))
                .isInstanceOf(LintOutcome.Passed.class);
        assertThat(Lint.check(ip("::1").apply(server()).template(), ISSUER, SERVER))
                .isInstanceOf(LintOutcome.Passed.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void of_any_certificate(String says, UnaryOperator<Draft> change) {
        assertThat(Lint.check(change.apply(server()).template(), ISSUER, SERVER))
                .isEqualTo(new LintOutcome.Failed(List.of(says)));
    }

    static List<Arguments> of_any_certificate() {
        return List.of(
                row(
                        "RFC 5280 §4.1.2.2: the serial number must be positive",
                        d -> with(
                                d, x -> x.serial = BigInteger.ONE.shiftLeft(126).negate())),
                row(
                        "RFC 5280 §4.1.2.2: the serial number must have at most 20 octets",
                        d -> with(d, x -> x.serial = BigInteger.ONE.shiftLeft(159))),
                row(
                        "the serial number must have at least 64 bits",
                        d -> with(d, x -> x.serial = BigInteger.ONE.shiftLeft(62))),
                row(
                        "RFC 5280 §4.1.2.5: the validity period must begin and end on whole seconds",
                        d -> with(d, x -> x.notBefore = NOON.plusMillis(1))),
                row(
                        "RFC 5280 §4.1.2.5: the validity period must end after it begins",
                        d -> with(d, x -> x.notAfter = x.notBefore)),
                row(
                        "the validity period must lie within its issuer's",
                        d -> with(d, x -> {
                            x.notBefore = ISSUER.notAfter().minusSeconds(60);
                            x.notAfter = ISSUER.notAfter().plusSeconds(1);
                        })),
                row(
                        "the validity period must lie within its issuer's",
                        d -> with(d, x -> x.notBefore = ISSUER.notBefore().minusSeconds(1))),
                row(
                        "the validity period PT720H1S exceeds PT720H",
                        d -> with(d, x -> x.notAfter = NOON.plus(Duration.ofDays(30)))),
                row("RFC 5280 §4.1.2.4: an attribute of the subject must not be empty", subject("CN=\"\"")),
                row("an attribute of the subject must not hold control characters", subject("CN=pay\0ments")),
                row("an attribute of the subject must be of ASCII characters, without a wildcard", subject("CN=*")),
                row(
                        "an attribute of the subject must be of ASCII characters, without a wildcard",
                        subject("CN=p\u0430yments")),
                row(
                        "RFC 5280 appendix A.1: an attribute of the subject is longer than 64 characters",
                        d -> with(
                                d,
                                x -> x.subject = new X500Name(
                                        new RDN[] {new RDN(BCStyle.CN, new DERUTF8String("x".repeat(65)))}))),
                row(
                        "RFC 5280 §4.1.2.6: without a subject there must be a name",
                        d -> with(d, x -> {
                            x.subject = new X500Name("");
                            x.names = List.of();
                        })),
                row(
                        "an alternative name must not be given twice",
                        d -> with(d, x -> x.names = List.of(new Dns("a.example"), new Dns("a.example")))),
                row(DNS_SYNTAX, dns("*.example")),
                row(DNS_SYNTAX, dns("A.example")),
                row(DNS_SYNTAX, dns("a.example.")),
                row(DNS_SYNTAX, dns("a..example")),
                row(DNS_SYNTAX, dns("-a.example")),
                row(DNS_SYNTAX, dns("a_b.example")),
                row(DNS_SYNTAX, dns("ä.example")),
                row(DNS_SYNTAX, dns("a.example\0.evil.example")),
                row(DNS_SYNTAX, dns("")),
                row(DNS_SYNTAX, dns("a".repeat(64) + ".example")),
                row(DNS_SYNTAX, dns("a.".repeat(126) + "ab")),
                row(IP_SYNTAX, ip("0.0.0.0")),
                row(IP_SYNTAX, ip("::")),
                row(IP_SYNTAX, ip("224.0.0.1")),
                row(IP_SYNTAX, ip("ff02::1")),
                row(URI_SYNTAX, uri("")),
                row(URI_SYNTAX, uri("/relative")),
                row(URI_SYNTAX, uri("http://ex ample/")),
                row(URI_SYNTAX, uri("http://exämple/")),
                row(URI_SYNTAX, uri("http://example/\0")),
                row(
                        "RFC 5280 §4.2.1.13: a certificate must say where its revocation list is",
                        d -> with(d, x -> x.publication = Optional.empty())),
                row(
                        "RFC 5280 §8: an address of a revocation list, an issuer or a responder must be plain HTTP",
                        d -> with(
                                d,
                                x -> x.publication = Optional.of(new Publication(
                                        URI.create("https://pki.example/0.crl"),
                                        0,
                                        URI.create("http://pki.example/ca.cer"),
                                        Optional.empty())))));
    }

    static final String DNS_SYNTAX =
            "RFC 5280 §4.2.1.6: a DNS name must be in the preferred syntax, in lower case, without a wildcard";
    static final String IP_SYNTAX = "RFC 5280 §4.2.1.6: an IP address must be one host's, without a scope";
    static final String URI_SYNTAX = "RFC 5280 §4.2.1.6: a URI must be absolute and of ASCII characters";

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void of_an_end_entity(String says, UnaryOperator<Draft> change) {
        assertThat(Lint.check(change.apply(server()).template(), ISSUER, SERVER))
                .isEqualTo(new LintOutcome.Failed(List.of(says)));
    }

    static List<Arguments> of_an_end_entity() {
        return List.of(
                row("RFC 5280 §4.2.1.9: an end entity must not be an authority", d -> with(d, x -> x.authority = true)),
                row(
                        "RFC 5280 §4.2.1.9: an end entity must not be an authority",
                        d -> with(d, x -> x.pathLength = OptionalInt.of(0))),
                row(
                        "RFC 5280 §4.2.1.3: an end entity's key makes digital signatures, and nothing else",
                        d -> with(d, x -> x.keyUse = Set.of(KeyUse.DIGITAL_SIGNATURE, KeyUse.CERTIFICATE_SIGN))),
                row(
                        "RFC 5280 §4.2.1.3: an end entity's key makes digital signatures, and nothing else",
                        d -> with(d, x -> x.keyUse = Set.of(KeyUse.CRL_SIGN))),
                row(
                        "RFC 6960 §4.2.2.2: only a responder's certificate may sign OCSP answers",
                        d -> with(
                                d,
                                x -> x.extendedUse =
                                        Set.of(ExtendedUse.OCSP_SIGNING, ExtendedUse.SERVER_AUTHENTICATION))),
                row(
                        "RFC 9810 §4.5: only a CMP server's certificate may sign its messages",
                        d -> with(
                                d,
                                x -> x.extendedUse =
                                        Set.of(ExtendedUse.CERTIFICATE_MANAGEMENT, ExtendedUse.CLIENT_AUTHENTICATION))),
                row("an end entity must have an extended key usage", d -> with(d, x -> x.extendedUse = Set.of())),
                row("an end entity must not have its issuer's name", d -> with(d, x -> x.subject = ISSUER_NAME)),
                row("an end entity must not have its issuer's key", d -> with(d, x -> x.key = ISSUER_KEY)));
    }

    @ParameterizedTest
    @EnumSource(names = {"OCSP_SIGNING", "CERTIFICATE_MANAGEMENT"})
    void a_delegate_signs_for_its_task_and_nothing_else(ExtendedUse use) {
        var standard = new Standard.Delegate(use, Duration.ofDays(7));
        var draft = server();
        draft.names = List.of();
        draft.extendedUse = Set.of(use);
        assertThat(Lint.check(draft.template(), ISSUER, standard)).isInstanceOf(LintOutcome.Passed.class);
        draft.extendedUse = Set.of(use, ExtendedUse.CLIENT_AUTHENTICATION);
        assertThat(Lint.check(draft.template(), ISSUER, standard))
                .isEqualTo(new LintOutcome.Failed(
                        List.of("RFC 6960 §4.2.2.2, RFC 9810 §4.5: a delegate's certificate is for its task, and"
                                + " nothing else")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void of_an_authority(String says, UnaryOperator<Draft> change) {
        assertThat(Lint.check(change.apply(authority()).template(), ROOT, AUTHORITY))
                .isEqualTo(new LintOutcome.Failed(List.of(says)));
    }

    static List<Arguments> of_an_authority() {
        return List.of(
                row("RFC 5280 §4.2.1.9: an authority must say that it is one", d -> with(d, x -> x.authority = false)),
                row(
                        "RFC 5280 §4.2.1.3: an authority's key signs certificates and revocation lists, and nothing"
                                + " else",
                        d -> with(d, x -> x.keyUse = Set.of(KeyUse.CERTIFICATE_SIGN, KeyUse.DIGITAL_SIGNATURE))),
                row(
                        "an authority has no extended key usage",
                        d -> with(d, x -> x.extendedUse = Set.of(ExtendedUse.SERVER_AUTHENTICATION))),
                row(
                        "RFC 5280 §4.2.1.9: an authority must have a path length",
                        d -> with(d, x -> x.pathLength = OptionalInt.empty())),
                row(
                        "RFC 5280 §4.2.1.9: the path length must be below the issuer's",
                        d -> with(d, x -> x.pathLength = OptionalInt.of(1))),
                row(
                        "RFC 5280 §4.1.2.6: an authority must have a subject name",
                        d -> with(d, x -> x.subject = new X500Name(""))),
                row(
                        "SPIFFE X509-SVID §3.1: an authority's name is its trust domain without a path",
                        uri("spiffe://acme.example/payments")),
                row(
                        "SPIFFE X509-SVID §3.1: an authority's name is its trust domain without a path",
                        dns("acme.example")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void of_an_svid(String says, UnaryOperator<Draft> change) {
        assertThat(Lint.check(change.apply(svid()).template(), ISSUER, SVID))
                .isEqualTo(new LintOutcome.Failed(List.of(says)));
    }

    static List<Arguments> of_an_svid() {
        String grammar = "SPIFFE X509-SVID §4.1: the URI must be a SPIFFE ID with a path";
        return List.of(
                row(
                        "SPIFFE X509-SVID §2: there must be exactly one URI",
                        d -> with(d, x -> x.names = List.of(new Dns("a.example")))),
                row(
                        "SPIFFE X509-SVID §2: there must be exactly one URI",
                        d -> with(
                                d,
                                x -> x.names = List.of(
                                        new Uri("spiffe://acme.example/a"), new Uri("spiffe://acme.example/b")))),
                row(
                        "SPIFFE X509-SVID §2: the SPIFFE ID must be in the tenant's trust domain",
                        uri("spiffe://globex.example/payments")),
                row(grammar, uri("spiffe://acme.example")),
                row(grammar, uri("spiffe://acme.example/")),
                row(grammar, uri("spiffe://acme.example/a//b")),
                row(grammar, uri("spiffe://acme.example/a/../b")),
                row(grammar, uri("spiffe://acme.example/a%2fb")),
                row(grammar, uri("spiffe://acme.example/a*")),
                row(grammar, uri("spiffe://acme.example/a?b")),
                row(grammar, uri("spiffe://acme.example:443/a")),
                row(grammar, uri("https://acme.example/a")),
                row(
                        "SPIFFE X509-SVID §4.4: the extended key usage must be that of both sides of TLS",
                        d -> with(d, x -> x.extendedUse = Set.of(ExtendedUse.CLIENT_AUTHENTICATION))));
    }
}
