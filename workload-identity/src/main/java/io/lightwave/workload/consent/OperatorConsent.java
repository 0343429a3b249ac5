package io.lightwave.workload.consent;

import io.lightwave.directory.Caller;
import io.lightwave.directory.Tenants;
import io.lightwave.workload.WorkloadIdentitySettings;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// The consent of the installation's operator to what proves identities in a tenant: a trusted issuer, a node
/// authority, a join token. What an administrator of the system tenant registers has it; what a tenant's own one
/// registers has it unless the installation asks for it.
public final class OperatorConsent {
    private final Tenants tenants;
    private final boolean required;

    OperatorConsent(Tenants tenants, WorkloadIdentitySettings settings) {
        this.tenants = tenants;
        this.required = settings.consentRequired();
    }

    /// Whether what this administrator registers has the consent at once.
    public boolean isGivenBy(Caller administrator) {
        return !required || isOperator(administrator);
    }

    /// @throws ErrorResponseException 403, unless it is an administrator of the system tenant
    public void requireOperator(Caller administrator) {
        if (!isOperator(administrator)) {
            throw refused("only administrators of the system tenant give or withdraw this consent");
        }
    }

    /// @throws ErrorResponseException 403, when it is not one whose join tokens have the consent
    public void requireForJoinTokens(Caller administrator) {
        if (!isGivenBy(administrator)) {
            throw refused("in this installation administrators of the system tenant make join tokens");
        }
    }

    private boolean isOperator(Caller administrator) {
        return administrator.principal().tenant().equals(tenants.system());
    }

    private static ErrorResponseException refused(String reason) {
        return new ErrorResponseException(
                HttpStatus.FORBIDDEN, ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, reason), null);
    }
}
