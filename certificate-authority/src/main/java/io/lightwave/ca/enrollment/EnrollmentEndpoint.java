package io.lightwave.ca.enrollment;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.authority.Pem;
import io.lightwave.ca.profile.Profile;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST /t/{tenant}/ca/certificates`: a PKCS #10 request in, a certificate chain out.
@RestController
class EnrollmentEndpoint {
    private final CertificateAuthority authority;

    EnrollmentEndpoint(CertificateAuthority authority) {
        this.authority = authority;
    }

    @PostMapping(path = "/t/{tenant}/ca/certificates", consumes = "application/pkcs10")
    ResponseEntity<String> enroll(@PathVariable TenantId tenant, Caller caller, @RequestBody byte[] request) {
        var principal = caller.principal(); // the caller, never the request, names the subject
        if (!principal.tenant().equals(tenant)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        String profile = Profiles.of(principal.kind())
                .map(Profile::name)
                .orElseGet(() -> principal.kind().name().toLowerCase(Locale.ROOT));
        return switch (authority.issue(principal, profile, request, caller.origin())) {
            case IssuanceOutcome.Issued(var id, var chain) ->
                ResponseEntity.created(URI.create("/api/v1/tenants/%s/certificates/%s".formatted(tenant, id)))
                        .contentType(MediaType.parseMediaType(Pem.MEDIA_TYPE))
                        .body(Pem.of(chain));
            case IssuanceOutcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
            case IssuanceOutcome.Refused(var reason) -> throw problem(HttpStatus.FORBIDDEN, reason);
        };
    }

    private static ErrorResponseException problem(HttpStatus status, String reason) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }
}
