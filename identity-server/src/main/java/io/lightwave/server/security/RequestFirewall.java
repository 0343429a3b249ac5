package io.lightwave.server.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/// Spring Security's firewall against ambiguous requests, and one exception: an OCSP request in a path is base64, in
/// which slashes may follow one another or be written `%2F` (RFC 6960 appendix A.1).
final class RequestFirewall implements HttpFirewall {
    private static final Pattern OCSP = Pattern.compile("/t/[a-z0-9.-]+/ca/ocsp/(?:[A-Za-z0-9+/=]|%2[BbFf]|%3[Dd])+");

    private final HttpFirewall strict = strict();

    /// As Spring Security has it, but for its regular expressions, which cost more than all else that it looks at.
    private static HttpFirewall strict() {
        var strict = new StrictHttpFirewall();
        strict.setAllowedHeaderNames(name -> isText(name, false));
        strict.setAllowedParameterNames(name -> isText(name, false));
        strict.setAllowedHeaderValues(value -> isText(value, true));
        return strict;
    }

    private static boolean isText(String text, boolean tabs) {
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            boolean printable = point >= ' ' && point <= '~';
            if (!printable
                    && !(tabs && point == '\t')
                    && (Character.isISOControl(point) || Character.getType(point) == Character.UNASSIGNED)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        boolean ocsp = request.getMethod().equals("GET")
                && request.getQueryString() == null
                && OCSP.matcher(request.getRequestURI()).matches();
        return ocsp ? new AsItIs(request) : strict.getFirewalledRequest(request);
    }

    @Override
    public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
        return strict.getFirewalledResponse(response);
    }

    private static final class AsItIs extends FirewalledRequest {
        AsItIs(HttpServletRequest request) {
            super(request);
        }

        @Override
        public void reset() {}
    }
}
