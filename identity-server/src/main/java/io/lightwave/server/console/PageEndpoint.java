package io.lightwave.server.console;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The console's static files; every path below `/console/` that names none is a page of the console itself, which
/// is one document but for the sign-in page.
@RestController
class PageEndpoint {
    private static final String INDEX = "index.html";
    private static final String SIGN_IN = "sign-in";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types 'none'";
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final ConcurrentMap<String, StaticFile> files = new ConcurrentHashMap<>();

    @GetMapping({"/", "/console"})
    ResponseEntity<Void> root() {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create("/console/"))
                .build();
    }

    @GetMapping("/console/{*path}")
    ResponseEntity<byte[]> page(@PathVariable String path, HttpServletRequest request) {
        String name = path.substring(1);
        boolean page = name.isEmpty() || name.indexOf('.', name.lastIndexOf('/') + 1) < 0;
        StaticFile file = find(name.equals(SIGN_IN) ? SIGN_IN + ".html" : page || isTenantPage(name) ? INDEX : name)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        if (file.tag().equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            return headers(ResponseEntity.status(HttpStatus.NOT_MODIFIED), file, name)
                    .build();
        }
        ResponseEntity.BodyBuilder answer =
                headers(ResponseEntity.ok(), file, name).header("Content-Type", file.type());
        return file.encodedFor(request.getHeader(HttpHeaders.ACCEPT_ENCODING))
                .map(coding -> answer.header(HttpHeaders.CONTENT_ENCODING, coding.getKey())
                        .body(coding.getValue()))
                .orElseGet(() -> answer.body(file.content()));
    }

    private static ResponseEntity.BodyBuilder headers(ResponseEntity.BodyBuilder answer, StaticFile file, String name) {
        return answer.header("Content-Security-Policy", POLICY)
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header(HttpHeaders.VARY, "Accept-Encoding")
                .header(HttpHeaders.ETAG, file.tag())
                .header(HttpHeaders.CACHE_CONTROL, name.startsWith("assets/") ? FOREVER : "no-cache");
    }

    /// A tenant's name ends like a file's: `/console/tenants/acme.example`.
    private static boolean isTenantPage(String name) {
        return !name.startsWith("assets/") && name.contains("/");
    }

    private Optional<StaticFile> find(String name) {
        StaticFile known = files.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<StaticFile> file = StaticFile.read(name);
        file.ifPresent(found -> files.put(name, found)); // what is not there is not: its names are the clients' choice
        return file;
    }
}
