package io.lightwave.token.federation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.federation.IdentityProviders.Metadata;
import io.lightwave.token.saml.MetadataSource;
import io.lightwave.token.saml.MetadataSource.Read;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.sp.IdentityProviderMetadata;
import io.lightwave.token.saml.xml.Algorithms;
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
    private final EndedProviders ended;
    private final Discovery discovery;
    private final MetadataSource<IdentityProviderMetadata> metadata;
    private final SamlKeys keys;
    private final Tenants tenants;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final Audit audit;
    private final ObjectMapper json;

    IdentityProvidersEndpoint(
            IdentityProviders providers,
            EndedProviders ended,
            Discovery discovery,
            MetadataSource<IdentityProviderMetadata> metadata,
            SamlKeys keys,
            Tenants tenants,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit,
            ObjectMapper json) {
        this.providers = providers;
        this.ended = ended;
        this.discovery = discovery;
        this.metadata = metadata;
        this.keys = keys;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
        this.audit = audit;
        this.json = json;
    }

    /// @param hasClientSecret whether there is one, which is not shown
    /// @param redirectUri where the provider's answers come
    /// @param saml what there is of one that speaks SAML; null of any other
    /// @param problem why it is not accepted any more, so that it is of no use; null as it should be
    record View(
            UUID id,
            @JsonUnwrapped ProviderDocument provider,
            boolean hasClientSecret,
            String redirectUri,
            @JsonUnwrapped @Nullable SamlView saml,
            @Nullable String problem,
            Instant createdAt,
            Instant updatedAt) {}

    /// @param serviceProviderEntityId under what it knows us, and where our metadata for it are
    /// @param metadataValidUntil after which nobody signs in by it; null when the metadata do not say
    /// @param certificatesEnd when the last of its signing certificates ends; null when a key came without one
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SamlView(
            String entityId,
            String serviceProviderEntityId,
            Instant metadataReadAt,
            @Nullable Instant metadataValidUntil,
            @Nullable Instant certificatesEnd) {}

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
        return answer(HttpStatus.OK, tenant, find(tenant, provider));
    }

    private IdentityProviders.Stored find(TenantId tenant, String provider) {
        return providers.all(tenant).stream()
                .filter(stored -> isNamed(stored, provider))
                .findFirst()
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<View> add(@PathVariable TenantId tenant, @RequestBody ProviderDocument document, Caller caller) {
        Optional<Read<IdentityProviderMetadata>> read = read(document);
        IdentityProvider.Settings settings = document.read(read.map(Read::metadata));
        requireSecret(document, false);
        read.ifPresent(_ -> keys.require(tenant, caller));
        UUID id = UUID.randomUUID();
        return transactions.execute(_ -> {
            if (!providers.add(tenant, id, document, kept(read), now())) {
                throw new ErrorResponseException(HttpStatus.CONFLICT);
            }
            note(tenant, caller, "identity-provider.create", settings);
            return answer(HttpStatus.CREATED, tenant, lock(tenant, id.toString()));
        });
    }

    /// What a document brings along, or says where to read; empty when it does neither.
    private Optional<Read<IdentityProviderMetadata>> read(ProviderDocument document) {
        if (!document.isSaml() || (document.metadata() == null && document.metadataUrl() == null)) {
            return Optional.empty();
        }
        if (document.metadata() == null) {
            return Optional.of(metadata.registered(String.valueOf(document.metadataUrl())));
        }
        if (document.metadataUrl() != null) {
            throw new InvalidFieldException("metadata", "either metadata or metadataUrl is to be given");
        }
        return Optional.of(metadata.uploaded(document.metadata()));
    }

    private @Nullable Metadata kept(Optional<Read<IdentityProviderMetadata>> read) {
        return read.map(each -> new Metadata(each.xml(), now())).orElse(null);
    }

    @PatchMapping(path = "/{provider}", consumes = "application/merge-patch+json")
    ResponseEntity<View> update(
            @PathVariable TenantId tenant,
            @PathVariable String provider,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch, // null: whatever it is
            @RequestBody ObjectNode patch,
            Caller caller) {
        IdentityProviders.Stored seen = find(tenant, provider);
        // outside of the transaction, since it may have to be fetched
        Optional<Read<IdentityProviderMetadata>> fresh =
                patch.has("metadata") || patch.has("metadataUrl") ? read(merged(seen, patch)) : Optional.empty();
        return transactions.execute(_ -> {
            IdentityProviders.Stored before = lock(tenant, provider);
            if (before.provider().version() != seen.provider().version()
                    || Optional.ofNullable(ifMatch)
                            .filter(tags -> !EntityTags.isAmong(entityTag(before), tags))
                            .isPresent()) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            ProviderDocument after = merged(before, patch);
            IdentityProvider.Settings settings = after.read(fresh.map(Read::metadata)
                    .or(() -> before.provider().settings().connection() instanceof Connection.Saml saml
                            ? Optional.of(saml.metadata())
                            : Optional.empty()));
            requireSame(before, settings.connection());
            requireSecret(after, before.secret());
            if (!settings.connection()
                            .names()
                            .equals(before.provider().settings().connection().names())
                    && after.clientSecret() == null
                    && before.secret()) {
                throw new InvalidFieldException("clientSecret", "another issuer gets no secret of this one's");
            }
            Metadata metadataNow = fresh.isPresent() ? kept(fresh) : before.metadata();
            if (!providers.replace(before.provider(), after, metadataNow, now())) {
                throw new ErrorResponseException(HttpStatus.CONFLICT);
            }
            if (before.provider().settings().enabled() && !settings.enabled()) {
                ended.end(before.provider(), caller);
            }
            note(tenant, caller, "identity-provider.update", settings);
            return answer(
                    HttpStatus.OK, tenant, lock(tenant, before.provider().id().toString()));
        });
    }

    private ProviderDocument merged(IdentityProviders.Stored before, ObjectNode patch) {
        return MergePatch.apply(json, before.document(), patch, ProviderDocument.class);
    }

    /// Whose people are linked stays who it is: a `sub` is somebody at one issuer only (OpenID Connect Core §2).
    private void requireSame(IdentityProviders.Stored stored, Connection after) {
        Connection before = stored.provider().settings().connection();
        if (before instanceof Connection.Unreadable
                ? stored.document().isSaml() != after instanceof Connection.Saml
                : before.getClass() != after.getClass()) {
            throw new InvalidFieldException("kind", "another kind of provider is another provider");
        }
        if (after instanceof Connection.Saml && !stored.isNamed(after.names())) {
            throw new InvalidFieldException("metadata", "it is another identity provider's");
        }
        if (after instanceof Connection.OpenId
                && !stored.isNamed(after.names())
                && providers.hasPeople(stored.provider())) {
            throw new InvalidFieldException(
                    "issuer", "people are linked with accounts there, and another issuer is another provider");
        }
    }

    @DeleteMapping("/{provider}")
    ResponseEntity<Void> remove(@PathVariable TenantId tenant, @PathVariable String provider, Caller caller) {
        transactions.executeWithoutResult(_ -> {
            IdentityProviders.Stored before = lock(tenant, provider);
            ended.end(before.provider(), caller);
            providers.remove(before.provider());
            note(tenant, caller, "identity-provider.delete", before.provider().settings());
        });
        return ResponseEntity.noContent().build();
    }

    /// Tries a connection, and keeps nothing.
    @PostMapping(path = "/test", consumes = "application/json")
    Tested test(@PathVariable TenantId tenant, @RequestBody ProviderDocument document) {
        if (!(document.read(Optional.empty()).connection() instanceof Connection.OpenId openId)) {
            throw new InvalidFieldException("kind", "only a provider of the kind oidc is tested");
        }
        try {
            Discovery.Metadata found = discovery.fetch(openId.issuer());
            return new Tested(
                    found.authorizationEndpoint(), found.tokenEndpoint(), found.jwksUri(), found.namesItself());
        } catch (UpstreamException failed) {
            throw new InvalidFieldException("issuer", String.valueOf(failed.getMessage()));
        }
    }

    private static void requireSecret(ProviderDocument document, boolean kept) {
        if (!document.isSaml()
                && document.clientSecret() == null
                && !kept
                && !"none".equals(document.tokenEndpointAuthMethod())) {
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
                stored.document().isSaml()
                        ? SamlUpstream.consumer(owner, provider.id())
                        : Upstream.redirectUri(owner, provider.id()),
                saml(owner, stored),
                provider.settings().connection() instanceof Connection.Unreadable(String reason) ? reason : null,
                provider.createdAt(),
                provider.updatedAt());
    }

    private static @Nullable SamlView saml(Tenant owner, IdentityProviders.Stored stored) {
        IdentityProvider provider = stored.provider();
        Metadata metadata = stored.metadata();
        return metadata == null || !(provider.settings().connection() instanceof Connection.Saml saml)
                ? null
                : new SamlView(
                        saml.metadata().entityId(),
                        SamlUpstream.entityId(owner, provider.id()),
                        metadata.readAt(),
                        saml.metadata().validUntil().orElse(null),
                        saml.metadata().certificatesUntil().orElse(null));
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
                "issuer %s, groups %s%s"
                        .formatted(
                                settings.connection().names(),
                                settings.rules().stream()
                                        .map(IdentityProvider.Rule::group)
                                        .distinct()
                                        .toList(),
                                settings.connection() instanceof Connection.Saml saml
                                                && saml.algorithms() == Algorithms.OLD_TOO
                                        ? ", SHA-1 and AES-CBC allowed"
                                        : ""),
                caller.origin()));
    }
}
