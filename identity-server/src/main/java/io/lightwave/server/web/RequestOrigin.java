package io.lightwave.server.web;

import io.lightwave.directory.AddressText;
import io.lightwave.directory.Origin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// The [Origin] of a request: the peer's own address (forwarded headers are not honoured) and an id made by us.
final class RequestOrigin {
    static final String ATTRIBUTE = Origin.class.getName();
    private static final HexFormat HEX = HexFormat.of();

    private RequestOrigin() {}

    static Origin of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Origin origin ? origin : attach(request);
    }

    private static Origin attach(HttpServletRequest request) {
        var random = ThreadLocalRandom.current(); // told to everybody, so it needs to be unique, not secret
        String id = HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextInt());
        Origin origin = new Origin(AddressText.of(request.getRemoteAddr()), id);
        request.setAttribute(ATTRIBUTE, origin);
        return origin;
    }
}
