package io.lightwave.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.springframework.web.filter.OncePerRequestFilter;

/// Turns away whoever shows a certificate of the trust domain that is no X509-SVID of a peer: a person's, or a node's.
final class PeerFilter extends OncePerRequestFilter {
    private static final String SHOWN = "jakarta.servlet.request.X509Certificate";

    private final Peers peers;

    PeerFilter(Peers peers) {
        this.peers = peers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getAttribute(SHOWN) instanceof X509Certificate[] shown) {
            try {
                peers.require(shown);
            } catch (CertificateException stranger) {
                response.sendError(HttpServletResponse.SC_FORBIDDEN);
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
