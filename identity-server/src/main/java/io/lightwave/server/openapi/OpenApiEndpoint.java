package io.lightwave.server.openapi;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/openapi.json`: OpenAPI 3.1, written by hand and held against the endpoints by a test.
@RestController
class OpenApiEndpoint {
    private final byte[] document;

    OpenApiEndpoint(byte[] document) {
        this.document = document;
    }

    @GetMapping(path = "/api/openapi.json", produces = "application/json")
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document);
    }
}
