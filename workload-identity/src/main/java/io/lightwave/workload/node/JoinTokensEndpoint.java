package io.lightwave.workload.node;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.workload.consent.OperatorConsent;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/join-tokens`: each lets one node join once.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/join-tokens", produces = "application/json")
class JoinTokensEndpoint {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration USUAL = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final TransactionTemplate transaction;
    private final JoinTokens tokens;
    private final OperatorConsent consent;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;

    JoinTokensEndpoint(
            TransactionTemplate transaction,
            JoinTokens tokens,
            OperatorConsent consent,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.transaction = transaction;
        this.tokens = tokens;
        this.consent = consent;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    /// A join token as it is asked for; null is what was left out.
    ///
    /// @param node the name of the node that may join
    /// @param expiresIn an ISO 8601 duration, 1 second to 7 days, 10 minutes when left out
    /// @param addressRange from where, in CIDR notation
    record NewJoinToken(
            @Nullable String node,
            @Nullable String expiresIn,
            @Nullable String addressRange) {}

    /// @param token shown this once; null in lists
    record JoinTokenView(
            UUID id,
            String node,
            @Nullable String addressRange,
            Instant expiresAt,
            Instant createdAt,
            @Nullable String token) {
        static JoinTokenView of(JoinTokens.Waiting waiting, @Nullable String token) {
            return new JoinTokenView(
                    waiting.id(),
                    waiting.node(),
                    waiting.addressRange(),
                    waiting.expiresAt(),
                    waiting.createdAt(),
                    token);
        }

        @Override
        public String toString() {
            return "JoinTokenView[" + id + "]";
        }
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<JoinTokenView> create(
            @PathVariable TenantId tenant, Caller caller, @RequestBody NewJoinToken asked) {
        consent.requireForJoinTokens(caller);
        String node = NodeName.require("node", asked.node());
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var waiting = new JoinTokens.Waiting(
                UUID.randomUUID(), node, range(asked.addressRange()), now.plus(lifetime(asked.expiresIn())), now);
        var token = JoinToken.random(random);
        transaction.executeWithoutResult(_ -> {
            tokens.add(tenant, token, waiting);
            record(tenant, caller, "join-token.create", node);
        });
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(JoinTokenView.of(waiting, token.value()));
    }

    /// Those that wait to be used.
    @GetMapping
    Page<JoinTokenView> list(
            @PathVariable TenantId tenant,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        var found = tokens.list(tenant, cursor == null ? null : id("cursor", cursor), limit + 1);
        boolean more = found.size() > limit;
        var page = more ? found.subList(0, limit) : found;
        return new Page<>(page, more ? page.getLast().id().toString() : null)
                .map(waiting -> JoinTokenView.of(waiting, null));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable UUID id, Caller caller) {
        boolean removed = transaction.execute(_ -> {
            var node = tokens.remove(tenant, id);
            node.ifPresent(name -> record(tenant, caller, "join-token.delete", name));
            return node.isPresent();
        });
        if (!removed) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        return ResponseEntity.noContent().build();
    }

    private static UUID id(String field, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException(field, "is none of ours");
        }
    }

    private static Duration lifetime(@Nullable String asked) {
        Duration lifetime;
        try {
            lifetime = asked == null ? USUAL : Duration.parse(asked);
        } catch (DateTimeParseException malformed) {
            throw new InvalidFieldException("expiresIn", "must be an ISO 8601 duration, for instance PT10M");
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new InvalidFieldException("expiresIn", "must be 1 second to 7 days");
        }
        return lifetime;
    }

    private static @Nullable String range(@Nullable String asked) {
        try {
            return asked == null ? null : new AddressRange(asked).text();
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException("addressRange", "must be a range of addresses, for instance 192.0.2.0/24");
        }
    }

    private void record(TenantId tenant, Caller caller, String action, String node) {
        audit.recordChange(new AuditEvent(
                tenant, caller.actor(), action, "node:" + node, AuditEvent.Outcome.SUCCESS, "", caller.origin()));
    }
}
