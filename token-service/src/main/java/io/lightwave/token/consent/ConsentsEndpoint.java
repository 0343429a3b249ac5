package io.lightwave.token.consent;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.token.consent.Consents.Consent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/tenants/{tenant}/users/{user}/consents`: the administrators' view of what a person has agreed to.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/users/{user}/consents", produces = "application/json")
class ConsentsEndpoint {
    private final Consents consents;
    private final Subjects subjects;
    private final Audit audit;

    ConsentsEndpoint(Consents consents, Subjects subjects, Audit audit) {
        this.consents = consents;
        this.subjects = subjects;
        this.audit = audit;
    }

    /// @param id the client's
    record ConsentView(String id, String clientId, List<String> granted, Instant givenAt) {}

    @GetMapping
    Page<ConsentView> list(@PathVariable TenantId tenant, @PathVariable String user) {
        Subject person = require(tenant, SubjectKind.USER, user);
        return new Page<>(
                consents.of(tenant, person.id()).stream()
                        .flatMap(consent -> view(tenant, consent).stream())
                        .toList(),
                null);
    }

    @DeleteMapping("/{client}")
    ResponseEntity<Void> withdraw(
            @PathVariable TenantId tenant, @PathVariable String user, @PathVariable String client, Caller caller) {
        Subject person = require(tenant, SubjectKind.USER, user);
        Subject got = require(tenant, SubjectKind.CLIENT, client);
        if (!consents.withdraw(tenant, person.id(), got.id())) {
            throw new ErrorResponseException(HttpStatus.NOT_FOUND);
        }
        audit.record(new AuditEvent(
                tenant,
                caller.actor(),
                "consent.withdraw",
                "user:%s client:%s".formatted(person.name(), got.name()),
                AuditEvent.Outcome.SUCCESS,
                "",
                caller.origin()));
        return ResponseEntity.noContent().build();
    }

    private Optional<ConsentView> view(TenantId tenant, Consent consent) {
        return subjects.byId(tenant, consent.client())
                .map(client -> new ConsentView(
                        client.id().toString(),
                        client.name(),
                        consent.granted().stream().sorted().toList(),
                        consent.givenAt()));
    }

    private Subject require(TenantId tenant, SubjectKind kind, String idOrName) {
        return subjects.find(tenant, kind, idOrName)
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }
}
