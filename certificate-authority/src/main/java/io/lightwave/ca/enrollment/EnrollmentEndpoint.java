package io.lightwave.ca.enrollment;

import io.lightwave.ca.CertificateEnrollment;
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
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/ca/certificates`: a PKCS #10 request in, a certificate chain out. `…/renew` takes the place of a
/// certificate that the caller authenticates with.
@RestController
class EnrollmentEndpoint implements CertificateEnrollment {
    private static final MediaType PKCS10 = new MediaType("application", "pkcs10");

    private final Issuance issuance;
    private final Renewal renewal;

    EnrollmentEndpoint(Issuance issuance, Renewal renewal) {
        this.issuance = issuance;
        this.renewal = renewal;
    }

    /// The caller, never the request, names the subject. Who comes with a certificate alone renews it.
    @Override
    @PostMapping("/t/{tenant}/ca/certificates")
    public void enroll(
            @PathVariable TenantId tenant, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException, HttpMediaTypeNotSupportedException {
        requirePkcs10(request);
        requireOwn(tenant, caller);
        var profile = profile(request);
        var certificate = PeerCertificate.of(request);
        if (certificate.isPresent() && profile.isPresent()) {
            throw problem(HttpStatus.BAD_REQUEST, "a certificate is renewed with its own profile");
        }
        var principal = caller.principal();
        var material = new Application.Material.Pkcs10(request.getInputStream().readAllBytes());
        answer(
                response,
                tenant,
                certificate.isPresent()
                        ? renew(tenant, certificate.get(), material, caller)
                        : issuance.issue(new Application(
                                principal,
                                profile.orElseGet(() -> BuiltInProfiles.nameFor(principal.kind())),
                                material,
                                new Application.Names.Ignored(),
                                Optional.empty(),
                                caller.signIn(),
                                caller.origin())));
    }

    /// Without a body the key stays, whose possession TLS has just proved.
    @Override
    @PostMapping("/t/{tenant}/ca/certificates/renew")
    public void renew(
            @PathVariable TenantId tenant, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException, HttpMediaTypeNotSupportedException {
        requireOwn(tenant, caller);
        var certificate = PeerCertificate.of(request)
                .orElseThrow(
                        () -> problem(HttpStatus.FORBIDDEN, "a certificate is renewed by showing it (mutual TLS)"));
        byte[] body = request.getInputStream().readAllBytes();
        if (body.length > 0) {
            requirePkcs10(request);
        }
        var material = body.length == 0
                ? new Application.Material.Proved(certificate.getPublicKey())
                : new Application.Material.Pkcs10(body);
        answer(response, tenant, renew(tenant, certificate, material, caller));
    }

    private IssuanceOutcome renew(
            TenantId tenant, X509Certificate certificate, Application.Material material, Caller caller) {
        return renewal.renew(tenant, certificate, material, new Application.Names.Ignored(), caller.origin());
    }

    private static void requirePkcs10(HttpServletRequest request) throws HttpMediaTypeNotSupportedException {
        String type = request.getContentType();
        try {
            MediaType given = type == null ? null : MediaType.parseMediaType(type);
            if (given == null || !PKCS10.includes(given)) {
                throw new HttpMediaTypeNotSupportedException(given, List.of(PKCS10), HttpMethod.POST);
            }
        } catch (InvalidMediaTypeException unreadable) {
            throw new HttpMediaTypeNotSupportedException("the media type cannot be read", List.of(PKCS10));
        }
    }

    /// Empty for the usual one of the caller's kind.
    private static Optional<String> profile(HttpServletRequest request) {
        String[] given = request.getParameterValues("profile");
        if (given != null && given.length > 1) {
            throw problem(HttpStatus.BAD_REQUEST, "profile: is given twice");
        }
        return given == null ? Optional.empty() : Optional.of(given[0]);
    }

    static void requireOwn(TenantId tenant, Caller caller) {
        if (!caller.principal().tenant().equals(tenant)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
    }

    private static void answer(HttpServletResponse response, TenantId tenant, IssuanceOutcome outcome)
            throws IOException {
        switch (outcome) {
            case IssuanceOutcome.Issued(var id, var chain) -> {
                byte[] body = Pem.of(chain).getBytes(StandardCharsets.US_ASCII);
                response.setStatus(HttpServletResponse.SC_CREATED);
                response.setHeader("Location", "/api/v1/tenants/%s/certificates/%s".formatted(tenant, id));
                response.setContentType(Pem.MEDIA_TYPE);
                response.setContentLength(body.length);
                response.getOutputStream().write(body);
            }
            case IssuanceOutcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
            case IssuanceOutcome.Refused(var reason) -> throw problem(HttpStatus.FORBIDDEN, reason);
        }
    }

    static ErrorResponseException problem(HttpStatus status, String reason) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }
}
