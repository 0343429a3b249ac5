package io.lightwave.server.web;

import io.lightwave.token.CrossOriginRequests;
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
/// What scripts of other origins may do is said before, so that nobody behind has to know of preflights.
final class ShortWay extends HttpFilter {
    private static final long serialVersionUID = 1;

    private final transient CrossOriginRequests crossOrigin;
    private final transient DirectEndpoints endpoints;
    private final transient Problems problems;

    ShortWay(CrossOriginRequests crossOrigin, DirectEndpoints endpoints, Problems problems) {
        this.crossOrigin = crossOrigin;
        this.endpoints = endpoints;
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getHeader("Origin") != null) {
            Optional<String> preflight = crossOrigin.answer(request, response);
            if (preflight.isPresent()) {
                request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, preflight.get());
                return;
            }
        }
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
