package io.lightwave.ca;

import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Certificates for those who ask for them all the time, as containers do. It takes no more of a request than it is, so
/// that it can be given to it ahead of the dispatcher, once its caller is proved.
public interface CertificateEnrollment {

    /// `POST /t/{tenant}/ca/certificates`: a PKCS #10 request in, a certificate chain out.
    ///
    /// @throws ServletException for another media type
    /// @throws org.springframework.web.ErrorResponseException when it is refused
    void enroll(TenantId tenant, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException;

    /// `POST /t/{tenant}/ca/certificates/renew`: another certificate for the one that the caller authenticates with.
    ///
    /// @throws ServletException for another media type
    /// @throws org.springframework.web.ErrorResponseException when it is refused
    void renew(TenantId tenant, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException;
}
