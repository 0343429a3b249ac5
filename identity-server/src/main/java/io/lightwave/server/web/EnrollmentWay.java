package io.lightwave.server.web;

import io.lightwave.ca.CertificateEnrollment;
import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.servlet.HandlerMapping;

/// Gives requests for certificates to the authority ahead of the dispatcher, whose way to an endpoint costs as much as
/// some signatures. It stands behind the gate, which has proved the caller, as for any other endpoint.
final class EnrollmentWay extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final String ENROLL = "/t/{tenant}/ca/certificates";
    private static final Pattern PATH = Pattern.compile("/t/([^/]+)/ca/certificates(/renew)?");

    private final transient CertificateEnrollment enrollment;
    private final transient PathTenants tenants;
    private final transient ProblemAdvice advice;
    private final transient Problems problems;

    EnrollmentWay(CertificateEnrollment enrollment, PathTenants tenants, ProblemAdvice advice, Problems problems) {
        this.enrollment = enrollment;
        this.tenants = tenants;
        this.advice = advice;
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Matcher path = PATH.matcher(request.getRequestURI());
        boolean meant = request.getMethod().equals("POST") && path.matches();
        Optional<Caller> caller = meant ? RequestArguments.caller(request) : Optional.empty();
        Optional<TenantId> tenant = caller.flatMap(_ -> tenants.find(path.group(1)));
        if (tenant.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        boolean renews = path.group(2) != null;
        request.setAttribute(
                HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, renews ? ENROLL + "/renew" : ENROLL); // for the metrics
        try {
            if (renews) {
                enrollment.renew(tenant.get(), caller.get(), request, response);
            } else {
                enrollment.enroll(tenant.get(), caller.get(), request, response);
            }
        } catch (ErrorResponseException | HttpMediaTypeNotSupportedException refused) {
            problems.write(response, advice.answer(refused, request));
        }
    }
}
