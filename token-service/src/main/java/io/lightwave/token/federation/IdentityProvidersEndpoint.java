package io.lightwave.token.federation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/identity-providers`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/identity-providers", produces = "application/json")
class IdentityProvidersEndpoint {
    private final IdentityProviders providers;
    private final Discovery discovery;
    private final Tenants tenants;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final Audit audit;
    private final ObjectMapper json;

    IdentityProvidersEndpoint(
            IdentityProviders providers,
            Discovery discovery,
            Tenants tenants,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit,
            ObjectMapper json) {
        this.providers = providers;
        this.discovery = discovery;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
        this.audit = audit;
        this.json = json;
    }

    /// @param hasClientSecret whether there is one, which is not shown
    /// @param redirectUri what the provider has to be told of us
    record View(
            UUID id,
            @JsonUnwrapped ProviderDocument provider,
            boolean hasClientSecret,
            String redirectUri,
            Instant createdAt,
            Instant updatedAt) {}

    /// What a connection test has found.
    record Tested(URI authorizationEndpoint, URI tokenEndpoint, URI jwksUri, boolean namesItself) {}

    @GetMapping
    Page<View> list(@PathVariable TenantId tenant) {
        return new Page<>(
                providers.all(tenant).stream()
                        .map(stored -> view(tenant, stored))
                        .toList(),
                null);
    }

    @GetMapping("/{provider}")
    ResponseEntity<View> get(@PathVariable TenantId tenant, @PathVariable String provider) {
        return providers.all(tenant).stream()
                .filter(stored -> isNamed(stored, provider))
                .findFirst()
                .map(stored -> answer(HttpStatus.OK, tenant, stored))
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<View> add(@PathVariable TenantId tenant, @RequestBody ProviderDocument document, Caller caller) {
        IdentityProvider.Settings settings = document.read();
        requireSecret(document, false);
        UUID id = UUID.randomUUID();
        return transactions.execute(_ -> {
            if (!providers.add(tenant, id, document, now())) {
                throw new ErrorResponseException(HttpStatus.CONFLICT);
            }
            note(tenant, caller, "identity-provider.create", settings);
            return answer(HttpStatus.CREATED, tenant, lock(tenant, id.toString()));
        });
    }

    @PatchMapping(path = "/{provider}", consumes = "application/merge-patch+json")
    ResponseEntity<View> update(
            @PathVariable TenantId tenant,
            @PathVariable String provider,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch, // null: whatever it is
            @RequestBody ObjectNode patch,
            Caller caller) {
        return transactions.execute(_ -> {
            IdentityProviders.Stored before = lock(tenant, provider);
            if (Optional.ofNullable(ifMatch)
                    .filter(tag -> !tag.equals("*") && !tag.equals(entityTag(before)))
                    .isPresent()) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            ProviderDocument after = MergePatch.apply(json, before.document(), patch, ProviderDocument.class);
            IdentityProvider.Settings settings = after.read();
            requireSecret(after, before.secret());
            if (!settings.issuer().equals(before.provider().settings().issuer())
                    && after.clientSecret() == null
                    && before.secret()) {
                throw new InvalidFieldException("clientSecret", "another issuer gets no secret of this one's");
            }
            if (!providers.replace(before.provider(), after, now())) {
                throw new ErrorResponseException(HttpStatus.CONFLICT);
            }
            note(tenant, caller, "identity-provider.update", settings);
            return answer(
                    HttpStatus.OK, tenant, lock(tenant, before.provider().id().toString()));
        });
    }

    @DeleteMapping("/{provider}")
    ResponseEntity<Void> remove(@PathVariable TenantId tenant, @PathVariable String provider, Caller caller) {
        transactions.executeWithoutResult(_ -> {
            IdentityProviders.Stored before = lock(tenant, provider);
            providers.remove(before.provider());
            note(tenant, caller, "identity-provider.delete", before.provider().settings());
        });
        return ResponseEntity.noContent().build();
    }

    /// Tries a connection, and keeps nothing.
    @PostMapping(path = "/test", consumes = "application/json")
    Tested test(@PathVariable TenantId tenant, @RequestBody ProviderDocument document) {
        URI issuer = document.read().issuer();
        try {
            Discovery.Metadata found = discovery.fetch(issuer);
            return new Tested(
                    found.authorizationEndpoint(), found.tokenEndpoint(), found.jwksUri(), found.namesItself());
        } catch (UpstreamException failed) {
            throw new InvalidFieldException("issuer", String.valueOf(failed.getMessage()));
        }
    }

    private static void requireSecret(ProviderDocument document, boolean kept) {
        if (document.clientSecret() == null && !kept && !"none".equals(document.tokenEndpointAuthMethod())) {
            throw new InvalidFieldException("clientSecret", "missing");
        }
    }

    private IdentityProviders.Stored lock(TenantId tenant, String provider) {
        return providers.lock(tenant, provider).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private static boolean isNamed(IdentityProviders.Stored stored, String idOrName) {
        return stored.provider().name().equals(idOrName)
                || stored.provider().id().toString().equals(idOrName);
    }

    private ResponseEntity<View> answer(HttpStatus status, TenantId tenant, IdentityProviders.Stored stored) {
        return ResponseEntity.status(status).eTag(entityTag(stored)).body(view(tenant, stored));
    }

    private View view(TenantId tenant, IdentityProviders.Stored stored) {
        IdentityProvider provider = stored.provider();
        Tenant owner = tenants.find(tenant).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
        return new View(
                provider.id(),
                stored.document().shown(),
                stored.secret(),
                Upstream.redirectUri(owner, provider.id()),
                provider.createdAt(),
                provider.updatedAt());
    }

    private static String entityTag(IdentityProviders.Stored stored) {
        return "\"" + stored.provider().version() + "\"";
    }

    private Instant now() {
        return clock.instant();
    }

    private void note(TenantId tenant, Caller caller, String action, IdentityProvider.Settings settings) {
        audit.recordChange(new AuditEvent(
                tenant,
                caller.actor(),
                action,
                "identity-provider:" + settings.name(),
                AuditEvent.Outcome.SUCCESS,
                "issuer %s, groups %s"
                        .formatted(
                                settings.issuer(),
                                settings.rules().stream()
                                        .map(IdentityProvider.Rule::group)
                                        .distinct()
                                        .toList()),
                caller.origin()));
    }
}
