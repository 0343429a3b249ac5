package io.lightwave.server.web;

import io.lightwave.token.DirectEndpoints;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.HandlerMapping;

/// Gives requests for the endpoints that are called all the time to them, ahead of the security chains and the
/// dispatcher: their paths are public, each authenticates its clients itself, and a path counts only letter by letter.
final class ShortWay extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient DirectEndpoints endpoints;
    private final transient Problems problems;

    ShortWay(DirectEndpoints endpoints, Problems problems) {
        this.endpoints = endpoints;
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<DirectEndpoints.Direct> direct = endpoints.find(request);
        if (direct.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        request.setAttribute(
                HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, direct.get().route()); // for the metrics
        try {
            direct.get().serve(request, response, RequestOrigin.of(request));
        } catch (ErrorResponseException e) {
            problems.write(request, response, e.getStatusCode().value(), null);
        }
    }
}
