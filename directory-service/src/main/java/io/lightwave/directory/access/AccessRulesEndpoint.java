package io.lightwave.directory.access;

import io.lightwave.directory.Caller;
import io.lightwave.directory.MergePatch;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.access.AccessRules.Outcome;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
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

/// `/api/v1/tenants/{tenant}/access-rules`.
@RestController
@RequestMapping(path = "/api/v1/tenants/{tenant}/access-rules", produces = "application/json")
class AccessRulesEndpoint {
    private final AccessRules rules;
    private final EffectiveRights effective;
    private final ObjectMapper json;

    AccessRulesEndpoint(AccessRules rules, EffectiveRights effective, ObjectMapper json) {
        this.rules = rules;
        this.effective = effective;
        this.json = json;
    }

    @GetMapping
    Page<RuleView> list(
            @PathVariable TenantId tenant,
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Page.USUAL) int limit) {
        Page.requireLimit(limit);
        return rules.list(tenant, caller, cursor, limit);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<RuleView> create(@PathVariable TenantId tenant, Caller caller, @RequestBody RuleInput asked) {
        Rule rule = done(rules.create(tenant, asked, caller));
        return ResponseEntity.created(URI.create("/api/v1/tenants/%s/access-rules/%s".formatted(tenant, rule.id())))
                .eTag(AccessRules.entityTag(rule))
                .body(rules.shown(tenant, rule));
    }

    @GetMapping("/{rule}")
    ResponseEntity<RuleView> get(@PathVariable TenantId tenant, Caller caller, @PathVariable String rule) {
        return answer(
                tenant,
                rules.find(tenant, caller, rule).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND)));
    }

    @PatchMapping(path = "/{rule}", consumes = "application/merge-patch+json")
    ResponseEntity<RuleView> update(
            @PathVariable TenantId tenant,
            @PathVariable String rule,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode patch,
            Caller caller) {
        return answer(
                tenant,
                done(rules.update(
                        tenant,
                        rule,
                        Optional.ofNullable(ifMatch),
                        current -> MergePatch.apply(json, current, patch, RuleInput.class),
                        caller)));
    }

    @DeleteMapping("/{rule}")
    ResponseEntity<Void> delete(@PathVariable TenantId tenant, @PathVariable String rule, Caller caller) {
        done(rules.delete(tenant, rule, caller));
        return ResponseEntity.noContent().build();
    }

    /// What a subject may do with an entry, and which rule decides.
    ///
    /// @param subject name or id of the subject, or `anonymous`
    /// @param entry name or id
    @GetMapping("/effective")
    EffectiveRights.Answer effective(
            @PathVariable TenantId tenant, Caller caller, @RequestParam String subject, @RequestParam String entry) {
        return effective.explain(tenant, caller, subject, entry);
    }

    private static Rule done(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(Rule rule) -> rule;
            case Outcome.Missing() -> throw new ErrorResponseException(HttpStatus.NOT_FOUND);
            case Outcome.Stale() -> throw new ErrorResponseException(HttpStatus.PRECONDITION_FAILED);
            case Outcome.NameTaken() -> throw problem(HttpStatus.CONFLICT, "There is a rule of that name.");
            case Outcome.Refused() ->
                throw problem(HttpStatus.FORBIDDEN, "The rule is about rights that you do not have there yourself.");
        };
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    private ResponseEntity<RuleView> answer(TenantId tenant, Rule rule) {
        return ResponseEntity.ok().eTag(AccessRules.entityTag(rule)).body(rules.shown(tenant, rule));
    }
}
