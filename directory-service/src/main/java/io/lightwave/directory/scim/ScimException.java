package io.lightwave.directory.scim;

import org.springframework.http.HttpStatus;

/// A refusal in SCIM's words (RFC 7644 §3.12).
final class ScimException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final HttpStatus status;
    private final String type;

    /// @param type the `scimType`, empty where the RFC has none
    ScimException(HttpStatus status, String type, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
    }

    static ScimException notFound() {
        return new ScimException(HttpStatus.NOT_FOUND, "", "there is no such resource");
    }

    static ScimException bad(String type, String detail) {
        return new ScimException(HttpStatus.BAD_REQUEST, type, detail);
    }

    HttpStatus status() {
        return status;
    }

    String type() {
        return type;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
