package io.lightwave.ca.enrollment;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.Pem;
import io.lightwave.ca.issuance.Application;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.profile.BuiltInProfiles;
import io.lightwave.ca.renewal.PeerCertificate;
import io.lightwave.ca.renewal.Renewal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/ca/certificates`: a PKCS #10 request in, a certificate chain out. `…/renew` takes the place of a
/// certificate that the caller authenticates with.
@RestController
class EnrollmentEndpoint {
    private final Issuance issuance;
    private final Renewal renewal;

    EnrollmentEndpoint(Issuance issuance, Renewal renewal) {
        this.issuance = issuance;
        this.renewal = renewal;
    }

    /// The caller, never the request, names the subject. Who comes with a certificate alone renews it.
    ///
    /// @param profile null for the usual one of the caller's kind
    @PostMapping(path = "/t/{tenant}/ca/certificates", consumes = "application/pkcs10")
    ResponseEntity<String> enroll(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String profile,
            Caller caller,
            @RequestBody byte[] request,
            HttpServletRequest http) {
        requireOwn(tenant, caller);
        var certificate = PeerCertificate.of(http);
        if (certificate.isPresent() && profile != null) {
            throw problem(HttpStatus.BAD_REQUEST, "a certificate is renewed with its own profile");
        }
        var principal = caller.principal();
        return answer(
                tenant,
                certificate.isPresent()
                        ? renew(tenant, certificate.get(), new Application.Material.Pkcs10(request), caller)
                        : issuance.issue(new Application(
                                principal,
                                profile == null ? BuiltInProfiles.nameFor(principal.kind()) : profile,
                                new Application.Material.Pkcs10(request),
                                new Application.Names.Ignored(),
                                Optional.empty(),
                                caller.signIn(),
                                caller.origin())));
    }

    /// @param request null to keep the key, whose possession TLS has just proved
    @PostMapping("/t/{tenant}/ca/certificates/renew")
    ResponseEntity<String> renew(
            @PathVariable TenantId tenant,
            Caller caller,
            @RequestBody(required = false) byte @Nullable [] request,
            HttpServletRequest http) {
        requireOwn(tenant, caller);
        var certificate = PeerCertificate.of(http)
                .orElseThrow(
                        () -> problem(HttpStatus.FORBIDDEN, "a certificate is renewed by showing it (mutual TLS)"));
        if (request != null && !String.valueOf(http.getContentType()).startsWith("application/pkcs10")) {
            throw problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "a request is application/pkcs10");
        }
        var material = request == null
                ? new Application.Material.Proved(certificate.getPublicKey())
                : new Application.Material.Pkcs10(request);
        return answer(tenant, renew(tenant, certificate, material, caller));
    }

    private IssuanceOutcome renew(
            TenantId tenant, X509Certificate certificate, Application.Material material, Caller caller) {
        return renewal.renew(tenant, certificate, material, new Application.Names.Ignored(), caller.origin());
    }

    static void requireOwn(TenantId tenant, Caller caller) {
        if (!caller.principal().tenant().equals(tenant)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
    }

    private static ResponseEntity<String> answer(TenantId tenant, IssuanceOutcome outcome) {
        return switch (outcome) {
            case IssuanceOutcome.Issued(var id, var chain) ->
                ResponseEntity.created(URI.create("/api/v1/tenants/%s/certificates/%s".formatted(tenant, id)))
                        .contentType(MediaType.parseMediaType(Pem.MEDIA_TYPE))
                        .body(Pem.of(chain));
            case IssuanceOutcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
            case IssuanceOutcome.Refused(var reason) -> throw problem(HttpStatus.FORBIDDEN, reason);
        };
    }

    static ErrorResponseException problem(HttpStatus status, String reason) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }
}
