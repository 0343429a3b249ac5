package io.lightwave.token.issuer;

import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.token.issuer.KeyRotation.By;
import io.lightwave.token.key.Algorithm;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/keys`: the keys that a tenant signs tokens with, or has requests encrypted
/// for, without their halves.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/keys", produces = "application/json")
class KeysEndpoint {
    private final KeyRotation rotation;

    KeysEndpoint(KeyRotation rotation) {
        this.rotation = rotation;
    }

    /// @param id the `kid`
    /// @param enabled whether what it signed is good
    /// @param updatedAt since when it is in its state
    record KeyView(String id, String algorithm, String state, boolean enabled, Instant createdAt, Instant updatedAt) {
        static KeyView of(StoredKeys.Kept key) {
            return new KeyView(
                    key.kid(),
                    key.algorithm().registeredName(),
                    key.state().name().toLowerCase(java.util.Locale.ROOT),
                    key.state().isVerifying(),
                    key.createdAt(),
                    key.stateSince());
        }
    }

    /// @param algorithm null for every one
    record RotationOrder(@Nullable String algorithm) {
        Set<Algorithm> algorithms() {
            if (algorithm == null) {
                return EnumSet.allOf(Algorithm.class);
            }
            try {
                return EnumSet.of(Algorithm.registered(algorithm));
            } catch (IllegalArgumentException unknown) {
                throw new InvalidFieldException(
                        "algorithm",
                        "none of "
                                + Arrays.stream(Algorithm.values())
                                        .map(Algorithm::registeredName)
                                        .toList());
            }
        }
    }

    @GetMapping
    Page<KeyView> list(@PathVariable TenantId tenant) {
        return page(tenant);
    }

    /// Begins a rotation: successors stand in the key set from now on, and sign when relying parties may know them.
    @PostMapping("/rotate")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Page<KeyView> rotate(@PathVariable TenantId tenant, @RequestBody Optional<RotationOrder> order, Caller caller) {
        rotation.begin(
                tenant,
                order.map(RotationOrder::algorithms).orElse(EnumSet.allOf(Algorithm.class)),
                new By(caller.actor(), caller.origin()));
        return page(tenant);
    }

    /// All that it signed is worth nothing from now on.
    @PostMapping("/{key}/compromise")
    KeyView compromise(@PathVariable TenantId tenant, @PathVariable String key, Caller caller) {
        return rotation.compromise(tenant, key, new By(caller.actor(), caller.origin()))
                .map(KeyView::of)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private Page<KeyView> page(TenantId tenant) {
        return new Page<>(rotation.all(tenant).stream().map(KeyView::of).toList(), null);
    }
}
