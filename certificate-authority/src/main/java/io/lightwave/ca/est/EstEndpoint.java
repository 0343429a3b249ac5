package io.lightwave.ca.est;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.authority.CertsOnly;
import io.lightwave.ca.issuance.Application;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.profile.BuiltInProfiles;
import io.lightwave.ca.renewal.PeerCertificate;
import io.lightwave.ca.renewal.Renewal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/.well-known/est/{tenant}/…`: certificates of the authorities and the attributes we wish for anybody, enrolment
/// for whoever shows a bearer token or a certificate of this tenant.
@RestController
@RequestMapping("/.well-known/est/{tenant}")
class EstEndpoint {
    private static final String PKCS10 = "application/pkcs10";

    private final Authorities authorities;
    private final Issuance issuance;
    private final Renewal renewal;

    EstEndpoint(Authorities authorities, Issuance issuance, Renewal renewal) {
        this.authorities = authorities;
        this.issuance = issuance;
        this.renewal = renewal;
    }

    /// RFC 7030 §4.1: the anchors, and the authorities between them and an end entity; while roots follow each other,
    /// both ways. What the root before made of the next one is for CMP: no path to an end entity goes through it.
    @GetMapping("/cacerts")
    ResponseEntity<String> authorities(@PathVariable TenantId tenant) {
        var all = authorities.of(tenant).stream()
                .filter(authority -> authority.state().isTrusted())
                .flatMap(authority -> Stream.of(
                                Stream.of(authority.certificate()),
                                authority.cross().filter(_ -> authority.kind() == AuthorityKind.ISSUING).stream(),
                                authority.above().stream())
                        .flatMap(Function.identity()))
                .distinct()
                .toList();
        return all.isEmpty()
                ? ResponseEntity.notFound().build()
                : body(HttpStatus.OK, CertsOnly.MEDIA_TYPE, CertsOnly.of(all));
    }

    /// RFC 7030 §4.5: a P-256 key, and a request signed by ECDSA with SHA-256; other keys are taken too.
    @GetMapping("/csrattrs")
    ResponseEntity<String> attributes(@PathVariable TenantId tenant) throws IOException {
        if (authorities.of(tenant).isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        var key = new Attribute(X9ObjectIdentifiers.id_ecPublicKey, new DERSet(X9ObjectIdentifiers.prime256v1));
        var wishes = new DERSequence(new ASN1Encodable[] {key, X9ObjectIdentifiers.ecdsa_with_SHA256});
        return body(HttpStatus.OK, "application/csrattrs", wishes.getEncoded());
    }

    /// RFC 7030 §4.2.1. Who comes with a certificate alone renews it, with the subject's names.
    @PostMapping(path = "/simpleenroll", consumes = PKCS10)
    ResponseEntity<String> enroll(
            @PathVariable TenantId tenant, Caller caller, @RequestBody byte[] request, HttpServletRequest http) {
        requireOwn(tenant, caller);
        var material = new Application.Material.Pkcs10(decoded(request), true);
        var names = new Application.Names.OfSubject();
        var principal = caller.principal();
        return answer(PeerCertificate.of(http)
                .map(certificate -> renewal.renew(tenant, certificate, material, names, caller.origin()))
                .orElseGet(() -> issuance.issue(new Application(
                        principal,
                        BuiltInProfiles.nameFor(principal.kind()),
                        material,
                        names,
                        Optional.empty(),
                        caller.signIn(),
                        caller.origin()))));
    }

    /// RFC 7030 §4.2.2: with the names of the certificate that the caller authenticates with.
    @PostMapping(path = "/simplereenroll", consumes = PKCS10)
    ResponseEntity<String> reenroll(
            @PathVariable TenantId tenant, Caller caller, @RequestBody byte[] request, HttpServletRequest http) {
        requireOwn(tenant, caller);
        var certificate = PeerCertificate.of(http)
                .orElseThrow(
                        () -> problem(HttpStatus.FORBIDDEN, "a certificate is renewed by showing it (mutual TLS)"));
        return answer(renewal.renew(
                tenant,
                certificate,
                new Application.Material.Pkcs10(decoded(request), true),
                new Application.Names.OfPredecessor(certificate),
                caller.origin()));
    }

    private static byte[] decoded(byte[] request) {
        try {
            return Base64Body.decoded(request);
        } catch (IllegalArgumentException malformed) {
            throw problem(HttpStatus.BAD_REQUEST, "RFC 8951 §3.1: the request is not base64");
        }
    }

    private static void requireOwn(TenantId tenant, Caller caller) {
        if (!caller.principal().tenant().equals(tenant)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
    }

    /// RFC 7030 §4.2.3: the certificate that was issued, and nothing else.
    private static ResponseEntity<String> answer(IssuanceOutcome outcome) {
        return switch (outcome) {
            case IssuanceOutcome.Issued issued ->
                body(
                        HttpStatus.OK,
                        CertsOnly.MEDIA_TYPE,
                        CertsOnly.of(issued.chain().subList(0, 1)));
            case IssuanceOutcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
            case IssuanceOutcome.Refused(var reason) -> throw problem(HttpStatus.FORBIDDEN, reason);
        };
    }

    private static ResponseEntity<String> body(HttpStatus status, String type, byte[] octets) {
        return ResponseEntity.status(status)
                .contentType(MediaType.parseMediaType(type))
                .header("Content-Transfer-Encoding", "base64")
                .body(Base64Body.encoded(octets));
    }

    private static ErrorResponseException problem(HttpStatus status, String reason) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }
}
