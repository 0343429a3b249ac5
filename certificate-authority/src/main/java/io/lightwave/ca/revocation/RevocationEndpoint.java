package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.CertificateView;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `POST …/certificates/{id}/revoke`.
@RestController
class RevocationEndpoint {
    private final Revocation revocation;
    private final InstantSource clock;

    RevocationEndpoint(Revocation revocation, InstantSource clock) {
        this.revocation = revocation;
        this.clock = clock;
    }

    /// @param reason null only when it was left out
    record Request(@Nullable String reason) {
        RevocationReason parsed() {
            if (reason == null) {
                throw new InvalidFieldException("reason", "is required");
            }
            return RevocationReason.of(reason)
                    .orElseThrow(() -> new InvalidFieldException("reason", "is not a reason of RFC 5280 §5.3.1"));
        }
    }

    @PostMapping("/api/v1/tenants/{tenant}/certificates/{id}/revoke")
    CertificateView revoke(
            @PathVariable TenantId tenant, @PathVariable String id, Caller caller, @RequestBody Request request) {
        return switch (revocation.revoke(tenant, id, request.parsed(), caller.actor(), caller.origin())) {
            case Revocation.Answer.Done(var certificate) -> CertificateView.of(certificate, clock.instant());
            case Revocation.Answer.NotFound() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case Revocation.Answer.Refused(var reason) ->
                throw new ErrorResponseException(
                        HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, reason), null);
        };
    }
}
