package io.lightwave.server.web;

import io.lightwave.directory.Origin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.HandlerMapping;

/// The outermost filter: request id, security headers, body limit, metrics, and the one place where what nobody
/// handled is logged and answered.
final class RequestBoundary extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(RequestBoundary.class);
    /// What bounds its own bodies: an import is read as a stream, behind authentication, each record bounded;
    /// token requests and SAML's messages are refused with an event in the tenant's audit trail, and SAML's on a
    /// page or by a fault of SOAP.
    private static final Pattern BOUNDED_THERE =
            Pattern.compile("/api/v1/tenants/[a-z0-9.-]+/ldif|/t/[a-z0-9.-]+/(oauth2/token|saml/[a-z0-9/-]+)");
    /// What holds a connection for minutes.
    private static final Pattern STREAMS = Pattern.compile("/t/[a-z0-9.-]+/node/state");
    /// Of a stream there is no room for: some of those that are there end within 5 minutes.
    private static final String RETRY_SECONDS = "30";

    private static final long WARNING_PAUSE = Duration.ofMinutes(1).toNanos();
    private static final Set<String> NEVER_ANSWERED = Set.of("TRACE", "TRACK", "CONNECT");

    private final transient Problems problems;
    private final transient HttpMetrics metrics;
    private final transient PkiListener pkiListener;
    private final transient Connections connections;
    private final transient AtomicLong warned = new AtomicLong(); // by nanoTime; 0 before the first time

    RequestBoundary(Problems problems, HttpMetrics metrics, PkiListener pkiListener, Connections connections) {
        this.connections = connections;
        this.problems = problems;
        this.metrics = metrics;
        this.pkiListener = pkiListener;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        long begun = System.nanoTime();
        Origin origin = RequestOrigin.of(request);
        SecurityHeaders.set(response, origin);
        if (connections.areScarce(request.getLocalPort())) {
            response.setHeader("Connection", "close");
        }
        try {
            if (STREAMS.matcher(request.getRequestURI()).matches()) {
                stream(request, response, chain);
            } else {
                answer(request, response, chain);
            }
        } catch (InvalidParameterException e) {
            problems.write(
                    request,
                    response,
                    e.getErrorCode(),
                    e.getErrorCode() == 413
                            ? "the request body is larger than 1 MiB"
                            : "the parameters cannot be read");
        } catch (BodyTooLargeException e) {
            problems.write(request, response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, e.getMessage());
        } catch (IOException e) { // the peer went away
            LOG.debug("{} {} {}", origin.requestId(), request.getMethod(), e.toString());
        } catch (ServletException | RuntimeException | StackOverflowError e) {
            LOG.error("{} {} {}", origin.requestId(), request.getMethod(), request.getRequestURI(), e);
            problems.write(request, response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, null);
        } finally {
            metrics.record(request, response, System.nanoTime() - begun);
        }
    }

    /// Whoever is turned away hears of it at once, and the others still get connections.
    private void stream(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        int port = request.getLocalPort();
        if (connections.beginStream(port)) {
            try {
                answer(request, response, chain);
            } finally {
                connections.endStream(port);
            }
            return;
        }
        warn(port);
        request.setAttribute(
                HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/t/{tenant}/node/state"); // as it is timed
        response.setHeader("Connection", "close");
        response.setHeader("Retry-After", RETRY_SECONDS);
        problems.write(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "no room for another stream now");
    }

    private void warn(int port) {
        long now = System.nanoTime();
        long before = warned.get();
        if ((before == 0 || now - before > WARNING_PAUSE) && warned.compareAndSet(before, now)) {
            LOG.warn(
                    "agents are turned away: port {} has as many streams as the heap has room for (docs/operations.md)",
                    port);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!pkiListener.serves(request) || NEVER_ANSWERED.contains(request.getMethod())) {
            problems.write(request, response, HttpServletResponse.SC_NOT_FOUND, null);
        } else if (boundsItself(request)) {
            chain.doFilter(request, response);
        } else if (request.getContentLengthLong() > LimitedBody.MAXIMUM_BYTES) {
            problems.write(
                    request,
                    response,
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "the request body is larger than 1 MiB");
        } else {
            boolean lengthUnknown =
                    request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null;
            chain.doFilter(lengthUnknown ? new LimitedBody(request) : request, response);
        }
    }

    private static boolean boundsItself(HttpServletRequest request) {
        return request.getMethod().equals("POST")
                && BOUNDED_THERE.matcher(request.getRequestURI()).matches();
    }
}
