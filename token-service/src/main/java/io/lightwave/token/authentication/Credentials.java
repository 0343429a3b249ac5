package io.lightwave.token.authentication;

import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a request shows to authenticate its client: one thing only (RFC 6749 §2.3).
sealed interface Credentials {
    /// The assertion type of RFC 7523 §2.2.
    String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// That of a JWT-SVID (OAuth SPIFFE Client Authentication).
    String JWT_SPIFFE = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe";

    /// A document that a cloud has signed about a machine (ADR 115), which is no JWT.
    String INSTANCE_DOCUMENT = "urn:lightwave:params:oauth:client-assertion-type:instance-document";

    /// `client_secret_basic`.
    ///
    /// @param secrets the secret form-decoded, as RFC 6749 §2.3.1 has it, and as it stands, as many clients send it
    record Basic(String clientId, Set<String> secrets) implements Credentials {
        @Override
        public String toString() {
            return "Basic[" + clientId + "]";
        }
    }

    /// `client_secret_post`.
    record Post(String clientId, String secret) implements Credentials {
        @Override
        public String toString() {
            return "Post[" + clientId + "]";
        }
    }

    /// A client's own JWT, or a platform's token.
    record Assertion(Optional<String> clientId, String type, String assertion) implements Credentials {
        boolean isDocument() {
            return type.equals(INSTANCE_DOCUMENT);
        }

        @Override
        public String toString() {
            return "Assertion[" + clientId + "]";
        }
    }

    /// A client that only names itself, be it by HTTP Basic without a secret, as many libraries do for one that has
    /// none (RFC 6749 §2.3.1: a secret that is empty may be left out).
    record Named(String clientId) implements Credentials {}

    /// An `Authorization` header that is not HTTP Basic, or not well-formed.
    record Unusable(String reason) implements Credentials {}

    record Nothing() implements Credentials {}

    /// @throws MalformedRequestException when the request shows two things at once
    static Credentials of(HttpServletRequest request, FormParameters form) {
        Optional<String> clientId = form.find("client_id");
        Optional<String> secret = form.find("client_secret");
        Optional<String> assertion = form.find("client_assertion");
        Optional<String> header = authorization(request);
        long shown =
                Stream.of(header, secret, assertion).filter(Optional::isPresent).count();
        if (shown > 1) {
            throw new MalformedRequestException("more than one way of client authentication");
        }
        if (form.find("client_assertion_type").isPresent() != assertion.isPresent()) {
            throw new MalformedRequestException("client_assertion and client_assertion_type go together");
        }
        if (header.isPresent()) {
            return basic(header.get(), clientId);
        }
        if (assertion.isPresent()) {
            return new Assertion(clientId, form.require("client_assertion_type"), assertion.get());
        }
        if (secret.isPresent()) {
            return new Post(form.require("client_id"), secret.get());
        }
        return clientId.<Credentials>map(Named::new).orElseGet(Nothing::new);
    }

    private static Optional<String> authorization(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders("Authorization");
        if (!values.hasMoreElements()) {
            return Optional.empty();
        }
        String value = values.nextElement();
        if (values.hasMoreElements()) {
            throw new MalformedRequestException("more than one Authorization header");
        }
        return Optional.of(value);
    }

    private static Credentials basic(String header, Optional<String> clientId) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return new Unusable("authorization scheme is not Basic");
        }
        String pair;
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
            pair = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return new Unusable("Basic credentials are not base64 of UTF-8");
        }
        int colon = pair.indexOf(':');
        if (colon <= 0) {
            return new Unusable("Basic credentials have no colon or no name");
        }
        Optional<String> name = decoded(pair.substring(0, colon));
        if (name.isEmpty()) {
            return new Unusable("the name in the Basic credentials is not form-encoded");
        }
        if (clientId.filter(other -> !other.equals(name.get())).isPresent()) {
            throw new MalformedRequestException("client_id is not the authenticated client");
        }
        String secret = pair.substring(colon + 1);
        if (secret.isEmpty()) {
            return new Named(name.get());
        }
        var secrets = new HashSet<>(Set.of(secret));
        decoded(secret).ifPresent(secrets::add);
        return new Basic(name.get(), secrets);
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(FormParameters.decode(text));
        } catch (MalformedRequestException asItStands) {
            return Optional.empty();
        }
    }
}
