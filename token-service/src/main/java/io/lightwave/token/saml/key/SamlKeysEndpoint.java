package io.lightwave.token.saml.key;

import io.lightwave.directory.Caller;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/saml-keys`: the keys that stand in the metadata; a successor is published first, and
/// signs when every service provider knows it.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/saml-keys", produces = "application/json")
class SamlKeysEndpoint {
    private final SamlKeys keys;

    SamlKeysEndpoint(SamlKeys keys) {
        this.keys = keys;
    }

    /// @param expiresAt the end of its certificate, at which it is not taken out by itself
    record KeyView(String id, String state, Instant stateSince, Instant expiresAt) {}

    @GetMapping
    Page<KeyView> list(@PathVariable TenantId tenant) {
        return new Page<>(
                keys.published(tenant).stream().map(SamlKeysEndpoint::view).toList(), null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Page<KeyView> prepare(@PathVariable TenantId tenant, Caller caller) {
        if (!keys.prepare(tenant, caller)) {
            throw conflict("There is no key yet, or a successor stands in the metadata already.");
        }
        return list(tenant);
    }

    @PostMapping("/{key}/activate")
    Page<KeyView> activate(@PathVariable TenantId tenant, @PathVariable UUID key, Caller caller) {
        if (!keys.activate(tenant, key, caller)) {
            throw conflict("This is not the successor.");
        }
        return list(tenant);
    }

    @DeleteMapping("/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void retire(@PathVariable TenantId tenant, @PathVariable UUID key, Caller caller) {
        if (!keys.retire(tenant, key, caller)) {
            throw conflict("This key signs, or is not there.");
        }
    }

    private static ErrorResponseException conflict(String detail) {
        return new ErrorResponseException(
                HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, detail), null);
    }

    private static KeyView view(SamlKey key) {
        return new KeyView(
                key.id().toString(),
                key.state().name().toLowerCase(java.util.Locale.ROOT),
                key.stateSince(),
                key.signer().certificate().getNotAfter().toInstant());
    }
}
