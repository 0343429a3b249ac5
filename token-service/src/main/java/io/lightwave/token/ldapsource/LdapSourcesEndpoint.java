package io.lightwave.token.ldapsource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.unboundid.ldap.sdk.LDAPException;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

/// `/api/v1/tenants/{tenant}/ldap-sources`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/ldap-sources", produces = "application/json")
class LdapSourcesEndpoint {
    private static final int LONGEST_NAME = 256;

    private final LdapSources sources;
    private final Directories directories;
    private final EndedDirectories ended;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final Audit audit;
    private final ObjectMapper json;

    LdapSourcesEndpoint(
            LdapSources sources,
            Directories directories,
            EndedDirectories ended,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit,
            ObjectMapper json) {
        this.sources = sources;
        this.directories = directories;
        this.ended = ended;
        this.transactions = transactions;
        this.clock = clock;
        this.audit = audit;
        this.json = json;
    }

    /// @param hasBindPassword whether there is one, which is not shown
    record View(
            UUID id,
            @JsonUnwrapped SourceDocument source,
            boolean hasBindPassword,
            Instant createdAt,
            Instant updatedAt) {}

    /// What to try a connection with.
    ///
    /// @param source as it would be registered; null for one that is
    /// @param userName whom to look for; null for nobody
    record Trial(@Nullable SourceDocument source, @Nullable String userName) {}

    /// What became of it.
    record Tested(boolean good, List<TestedServer> servers) {}

    /// @param trouble what is wrong; null when nothing is
    /// @param person who was found; null when nobody was
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TestedServer(
            String url,
            boolean good,
            @Nullable String trouble,
            @Nullable TestedPerson person) {}

    /// @param groups by DN (`dn:…`) and by `cn` (`cn:…`)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TestedPerson(
            String dn,
            String id,
            @Nullable String userName,
            @Nullable String email,
            @Nullable String displayName,
            @Nullable String givenName,
            @Nullable String familyName,
            List<String> groups) {
        static TestedPerson of(Entries.Person person) {
            return new TestedPerson(
                    person.dn(),
                    person.id(),
                    person.userName().orElse(null),
                    person.email().orElse(null),
                    person.displayName().orElse(null),
                    person.givenName().orElse(null),
                    person.familyName().orElse(null),
                    person.groups().stream().sorted().toList());
        }
    }

    @GetMapping
    Page<View> list(@PathVariable TenantId tenant) {
        return new Page<>(
                sources.all(tenant).stream().map(LdapSourcesEndpoint::view).toList(), null);
    }

    @GetMapping("/{source}")
    ResponseEntity<View> get(@PathVariable TenantId tenant, @PathVariable String source) {
        return answer(HttpStatus.OK, find(tenant, source));
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<View> add(@PathVariable TenantId tenant, @RequestBody SourceDocument document, Caller caller) {
        LdapSource.Settings settings = document.read();
        requirePassword(document, false);
        UUID id = UUID.randomUUID();
        return transactions.execute(_ -> {
            if (!sources.add(tenant, id, document, clock.instant())) {
                throw new ErrorResponseException(HttpStatus.CONFLICT);
            }
            note(tenant, caller, "ldap-source.create", settings);
            return answer(HttpStatus.CREATED, lock(tenant, id.toString()));
        });
    }

    @PatchMapping(path = "/{source}", consumes = "application/merge-patch+json")
    ResponseEntity<View> update(
            @PathVariable TenantId tenant,
            @PathVariable String source,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch, // null: whatever it is
            @RequestBody ObjectNode patch,
            Caller caller) {
        return transactions.execute(_ -> {
            LdapSources.Stored before = lock(tenant, source);
            if (Optional.ofNullable(ifMatch)
                    .filter(tags -> !EntityTags.isAmong(entityTag(before), tags))
                    .isPresent()) {
                throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            }
            SourceDocument after = MergePatch.apply(json, before.document(), patch, SourceDocument.class);
            LdapSource.Settings settings = after.read();
            requirePassword(after, before.password());
            if (before.password() && after.bindPassword() == null && !isForTheSame(before.source(), settings)) {
                throw new InvalidFieldException(
                        "bindPassword", "other servers, anchors or another name get no password of these");
            }
            if (!sources.replace(before.source(), after, clock.instant())) {
                throw new ErrorResponseException(HttpStatus.CONFLICT);
            }
            if (before.source().settings().enabled() && !settings.enabled()) {
                ended.end(before.source(), caller);
            }
            note(tenant, caller, "ldap-source.update", settings);
            return answer(HttpStatus.OK, lock(tenant, before.source().id().toString()));
        });
    }

    /// Whether a password that was given for the one goes to nobody else with the other.
    private static boolean isForTheSame(LdapSource before, LdapSource.Settings after) {
        return after.bindDn().isEmpty()
                || (before.settings().servers().containsAll(after.servers())
                        && before.settings().anchors().equals(after.anchors())
                        && before.settings().bindDn().equals(after.bindDn()));
    }

    @DeleteMapping("/{source}")
    ResponseEntity<Void> remove(@PathVariable TenantId tenant, @PathVariable String source, Caller caller) {
        transactions.executeWithoutResult(_ -> {
            LdapSources.Stored before = lock(tenant, source);
            ended.end(before.source(), caller);
            sources.remove(before.source());
            note(tenant, caller, "ldap-source.delete", before.source().settings());
        });
        return ResponseEntity.noContent().build();
    }

    /// Tries every server, with what is given, and keeps nothing.
    @PostMapping(path = "/test", consumes = "application/json")
    Tested test(@PathVariable TenantId tenant, @RequestBody Trial trial) {
        SourceDocument document = trial.source();
        if (document == null) {
            throw new InvalidFieldException("source", "missing");
        }
        requirePassword(document, false);
        var source = new LdapSource(tenant, UUID.randomUUID(), document.read(), clock.instant(), clock.instant(), 1);
        return tried(source, Optional.ofNullable(document.bindPassword()), trial.userName());
    }

    /// Tries every server of one that is registered, with its password.
    @PostMapping(path = "/{source}/test", consumes = "application/json")
    Tested test(@PathVariable TenantId tenant, @PathVariable String source, @RequestBody Trial trial) {
        if (trial.source() != null) {
            throw new InvalidFieldException("source", "its password is for the servers that are registered");
        }
        LdapSource registered = find(tenant, source).source();
        return tried(registered, sources.password(registered), trial.userName());
    }

    private Tested tried(LdapSource source, Optional<String> password, @Nullable String userName) { // null: nobody
        if (userName != null && (userName.isBlank() || userName.length() > LONGEST_NAME)) {
            throw new InvalidFieldException("userName", "not 1 to %d characters".formatted(LONGEST_NAME));
        }
        var servers = new ArrayList<TestedServer>();
        for (LdapSource.Server server : source.settings().servers()) {
            servers.add(tried(source, server, password, Optional.ofNullable(userName)));
        }
        return new Tested(servers.stream().allMatch(TestedServer::good), servers);
    }

    private TestedServer tried(
            LdapSource source, LdapSource.Server server, Optional<String> password, Optional<String> userName) {
        try {
            Optional<Entries.Person> person = directories.attempt(source, server, password, userName);
            String trouble = userName.isPresent() && person.isEmpty() ? "nobody is found by that name" : null;
            return new TestedServer(
                    server.toString(),
                    trouble == null,
                    trouble,
                    person.map(TestedPerson::of).orElse(null));
        } catch (LDAPException failed) {
            return new TestedServer(server.toString(), false, Directories.inWords(failed), null);
        }
    }

    private static void requirePassword(SourceDocument document, boolean kept) {
        if (document.bindDn() != null && document.bindPassword() == null && !kept) {
            throw new InvalidFieldException("bindPassword", "missing");
        }
        if (document.bindDn() == null && document.bindPassword() != null) {
            throw new InvalidFieldException("bindDn", "missing, though there is a password");
        }
    }

    private LdapSources.Stored find(TenantId tenant, String idOrName) {
        return sources.all(tenant).stream()
                .filter(stored -> stored.source().name().equals(idOrName)
                        || stored.source().id().toString().equals(idOrName))
                .findFirst()
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private LdapSources.Stored lock(TenantId tenant, String source) {
        return sources.lock(tenant, source).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private static ResponseEntity<View> answer(HttpStatus status, LdapSources.Stored stored) {
        return ResponseEntity.status(status).eTag(entityTag(stored)).body(view(stored));
    }

    private static View view(LdapSources.Stored stored) {
        LdapSource source = stored.source();
        return new View(
                source.id(), stored.document().shown(), stored.password(), source.createdAt(), source.updatedAt());
    }

    private static String entityTag(LdapSources.Stored stored) {
        return "\"" + stored.source().version() + "\"";
    }

    private void note(TenantId tenant, Caller caller, String action, LdapSource.Settings settings) {
        audit.recordChange(new AuditEvent(
                tenant,
                caller.actor(),
                action,
                "ldap-source:" + settings.name(),
                AuditEvent.Outcome.SUCCESS,
                "%s, %s, groups %s"
                        .formatted(
                                settings.enabled() ? "enabled" : "disabled",
                                settings.servers(),
                                settings.rules().stream()
                                        .map(LdapSource.Rule::group)
                                        .distinct()
                                        .toList()),
                caller.origin()));
    }
}
