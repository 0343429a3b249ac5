package io.lightwave.ca.ssh;

import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/ca/ssh/…`: a public key in, its certificate out; and what hosts and clients trust, and no
/// longer trust, in OpenSSH's own files.
@RestController
@RequestMapping("/t/{tenant}/ca/ssh")
class SshEndpoint {
    private static final int LONGEST = 8 * 1024;

    private final SshIssuance issuance;
    private final SshAuthorities authorities;
    private final RevokedKeys revoked;
    private final InstantSource clock;

    SshEndpoint(SshIssuance issuance, SshAuthorities authorities, RevokedKeys revoked, InstantSource clock) {
        this.issuance = issuance;
        this.authorities = authorities;
        this.revoked = revoked;
        this.clock = clock;
    }

    /// @param body one line, as in `id_ed25519.pub`
    @PostMapping(path = "/certificates", consumes = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<String> issue(@PathVariable TenantId tenant, Caller caller, @RequestBody byte[] body) {
        if (!caller.principal().tenant().equals(tenant)) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        if (body.length > LONGEST) {
            throw problem(HttpStatus.BAD_REQUEST, "must be one OpenSSH public key, as in id_ed25519.pub");
        }
        return switch (issuance.issue(caller, new String(body, StandardCharsets.UTF_8))) {
            case SshIssuance.Outcome.Issued(var id, var line) ->
                ResponseEntity.created(URI.create("/api/v1/tenants/%s/ssh/certificates/%s".formatted(tenant, id)))
                        .contentType(MediaType.TEXT_PLAIN)
                        .body(line);
            case SshIssuance.Outcome.Malformed(var reason) -> throw problem(HttpStatus.BAD_REQUEST, reason);
            case SshIssuance.Outcome.Refused(var reason) -> throw problem(HttpStatus.FORBIDDEN, reason);
        };
    }

    /// For `TrustedUserCAKeys` of `sshd`.
    @GetMapping("/user-ca.pub")
    ResponseEntity<String> userAuthorities(@PathVariable TenantId tenant) {
        return file(lines(tenant, SshKind.USER));
    }

    @GetMapping("/host-ca.pub")
    ResponseEntity<String> hostAuthorities(@PathVariable TenantId tenant) {
        return file(lines(tenant, SshKind.HOST));
    }

    /// For `known_hosts`: any host, by a certificate for its name.
    @GetMapping("/known_hosts")
    ResponseEntity<String> knownHosts(@PathVariable TenantId tenant) {
        return file(lines(tenant, SshKind.HOST).stream()
                .map("@cert-authority * "::concat)
                .toList());
    }

    /// For `RevokedKeys` of `sshd`, and `RevokedHostKeys` of `ssh`.
    @GetMapping("/revoked-keys.krl")
    ResponseEntity<byte[]> revokedKeys(@PathVariable TenantId tenant) {
        if (authorities.all(tenant).isEmpty()) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .cacheControl(CacheControl.noCache())
                .body(revoked.list(tenant));
    }

    private List<String> lines(TenantId tenant, SshKind kind) {
        return authorities.trusted(tenant, kind, clock.instant()).stream()
                .map(SshAuthority::line)
                .toList();
    }

    /// Nobody has to be told by an empty file that nobody is trusted.
    private static ResponseEntity<String> file(List<String> lines) {
        if (lines.isEmpty()) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_PLAIN)
                .cacheControl(CacheControl.noCache())
                .body(lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
    }

    private static ErrorResponseException problem(HttpStatus status, String reason) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason), null);
    }
}
