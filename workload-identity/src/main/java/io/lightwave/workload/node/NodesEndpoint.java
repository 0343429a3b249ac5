package io.lightwave.workload.node;

import io.lightwave.ca.AttestedCertificates;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/tenants/{tenant}/nodes`. To ban a node is to disable it: its certificates are on hold, no join token lets
/// it in, and it is let in again when it is enabled. To evict one is to forget its key: it may join anew. Either
/// revokes the certificates of workloads that it got.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/nodes", produces = "application/json")
class NodesEndpoint {
    private final TransactionTemplate transaction;
    private final Subjects subjects;
    private final NodeKeys keys;
    private final AttestedCertificates certificates;
    private final Audit audit;
    private final ObjectMapper json;

    NodesEndpoint(
            TransactionTemplate transaction,
            Subjects subjects,
            NodeKeys keys,
            AttestedCertificates certificates,
            Audit audit,
            ObjectMapper json) {
        this.transaction = transaction;
        this.subjects = subjects;
        this.keys = keys;
        this.certificates = certificates;
        this.audit = audit;
        this.json = json;
    }

    /// @param name null when it was left out
    record NewNode(@Nullable String name) {}

    /// What may be changed of a node.
    record NodeChange(@Nullable Boolean enabled) {}

    /// @param trustedIssuer the cluster's id
    record OfCluster(UUID trustedIssuer, String node, String uid) {}

    /// @param joined whether it has a key with which it is let in
    /// @param joinedAt null when it never joined
    /// @param cluster null unless it joined by its cluster's token
    /// @param assurance how well it is known, from 0 to 4; null when it never joined
    record NodeView(
            UUID id,
            String name,
            boolean enabled,
            boolean joined,
            @Nullable Instant joinedAt,
            @Nullable OfCluster cluster,
            @Nullable Integer assurance,
            Instant createdAt,
            Instant updatedAt) {}

    @GetMapping
    Page<NodeView> list(
            @PathVariable TenantId tenant,
            @RequestParam(defaultValue = "") String search,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        return subjects.list(tenant, SubjectKind.NODE, Page.requireSearch(search), cursor, limit)
                .map(this::view);
    }

    /// Registers a node before it joins, which takes a join token or evidence all the same.
    @PostMapping(consumes = "application/json")
    ResponseEntity<NodeView> create(@PathVariable TenantId tenant, Caller caller, @RequestBody NewNode asked) {
        String name = NodeName.require("name", asked.name());
        Subject made = transaction.execute(_ -> switch (subjects.add(tenant, SubjectKind.NODE, name, Map.of())) {
            case Subjects.AddOutcome.Added(var node) -> {
                record(node, "node.create", caller);
                yield node;
            }
            case Subjects.AddOutcome.NameTaken() -> throw nameTaken();
        });
        return ResponseEntity.created(URI.create("/api/v1/tenants/%s/nodes/%s".formatted(tenant, made.id())))
                .eTag(entityTag(made))
                .body(view(made));
    }

    private static ErrorResponseException nameTaken() {
        return new ErrorResponseException(
                HttpStatus.CONFLICT,
                ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The tenant has a node of that name."),
                null);
    }

    @GetMapping("/{node}")
    ResponseEntity<NodeView> get(@PathVariable TenantId tenant, @PathVariable String node) {
        return answer(require(tenant, node));
    }

    @PatchMapping(path = "/{node}", consumes = "application/merge-patch+json")
    ResponseEntity<NodeView> update(
            @PathVariable TenantId tenant,
            @PathVariable String node,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(transaction.execute(_ -> {
            var found = require(tenant, node);
            if (ifMatch != null && !EntityTags.isAmong(entityTag(found), ifMatch)) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            var wanted = MergePatch.apply(json, new NodeChange(found.enabled()), patch, NodeChange.class);
            boolean enabled = !Boolean.FALSE.equals(wanted.enabled());
            if (enabled == found.enabled()) {
                return found;
            }
            record(found, enabled ? "node.enable" : "node.ban", caller);
            return subjects.setEnabled(tenant, found.id(), enabled).orElseThrow();
        }));
    }

    /// Forgets the node's key: what runs there now is a node no more, until it joins with a new token.
    @PostMapping("/{node}/evict")
    ResponseEntity<NodeView> evict(@PathVariable TenantId tenant, @PathVariable String node, Caller caller) {
        return answer(transaction.execute(_ -> {
            var found = require(tenant, node);
            certificates.hold(found);
            if (keys.evict(tenant, found.id())) {
                certificates.end(found);
                record(found, "node.evict", caller);
            }
            return found;
        }));
    }

    @DeleteMapping("/{node}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String node, Caller caller) {
        transaction.executeWithoutResult(_ -> {
            var found = require(tenant, node);
            record(found, "node.delete", caller);
            subjects.delete(tenant, found.id());
        });
        return ResponseEntity.noContent().build();
    }

    private Subject require(TenantId tenant, String idOrName) {
        Optional<Subject> found;
        try {
            found = subjects.byId(tenant, SubjectId.parse(idOrName));
        } catch (IllegalArgumentException name) {
            found = subjects.byName(tenant, SubjectKind.NODE, idOrName);
        }
        return found.filter(subject -> subject.kind() == SubjectKind.NODE)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private ResponseEntity<NodeView> answer(Subject node) {
        return ResponseEntity.ok().eTag(entityTag(node)).body(view(node));
    }

    private static String entityTag(Subject node) {
        return "\"%d.%d\"".formatted(node.epoch(), node.updatedAt().toEpochMilli());
    }

    private NodeView view(Subject node) {
        var registered = keys.find(node.tenant(), node.id());
        return new NodeView(
                node.id().value(),
                node.name(),
                node.enabled(),
                registered.filter(known -> known.keyHash() != null).isPresent(),
                registered.map(NodeKeys.Registered::joinedAt).orElse(null),
                registered
                        .flatMap(NodeKeys.Registered::cluster)
                        .map(of -> new OfCluster(of.issuerId(), of.node(), of.uid()))
                        .orElse(null),
                registered.map(NodeKeys.Registered::assurance).orElse(null),
                node.createdAt(),
                node.updatedAt());
    }

    private void record(Subject node, String action, Caller caller) {
        audit.recordChange(new AuditEvent(
                node.tenant(),
                caller.actor(),
                action,
                "node:" + node.name(),
                AuditEvent.Outcome.SUCCESS,
                "",
                caller.origin()));
    }
}
