package io.lightwave.ca.acme;

import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// What anybody may ask: the directory (RFC 8555 §7.1.1), a nonce (§7.2), when a certificate is best renewed (RFC
/// 9773). The first two are had by a signed POST, too, and nothing else by GET (§6.3).
@RestController
@RequestMapping("/t/{tenant}/acme")
class AcmeEndpoint {
    private static final String SIX_HOURS = "21600"; // RFC 9773 §4.3

    private final Exchange exchange;
    private final Reception reception;
    private final RenewalInformation renewals;
    private final Profiles profiles;
    private final Views views;

    AcmeEndpoint(Exchange exchange, Reception reception, RenewalInformation renewals, Profiles profiles, Views views) {
        this.exchange = exchange;
        this.reception = reception;
        this.renewals = renewals;
        this.profiles = profiles;
        this.views = views;
    }

    @GetMapping("/directory")
    Views.Directory directory(@PathVariable TenantId tenant) {
        return views.directory(tenant, profiles.proved(tenant));
    }

    @PostMapping("/directory")
    ResponseEntity<Object> directoryByPost(
            @PathVariable TenantId tenant,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(new Exchange.Posted(tenant, "directory", type, body, origin), arrived -> {
            reception.readingByAnybody(arrived);
            return ResponseEntity.ok(directory(tenant));
        });
    }

    @RequestMapping(path = "/new-nonce", method = RequestMethod.HEAD)
    ResponseEntity<Void> nonce(@PathVariable TenantId tenant) {
        return new ResponseEntity<>(exchange.headers(tenant), HttpStatus.OK);
    }

    @GetMapping("/new-nonce")
    ResponseEntity<Void> nonceByGet(@PathVariable TenantId tenant) {
        return new ResponseEntity<>(exchange.headers(tenant), HttpStatus.NO_CONTENT);
    }

    @PostMapping("/new-nonce")
    ResponseEntity<Object> nonceByPost(
            @PathVariable TenantId tenant,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(new Exchange.Posted(tenant, "new-nonce", type, body, origin), arrived -> {
            reception.readingByAnybody(arrived);
            return ResponseEntity.ok().build();
        });
    }

    @GetMapping({
        "/new-account",
        "/account/{id}",
        "/account/{id}/orders",
        "/key-change",
        "/new-order",
        "/order/{id}",
        "/order/{id}/finalize",
        "/authorization/{id}",
        "/challenge/{id}",
        "/certificate/{id}",
        "/certificate/{id}/{alternate}",
        "/revoke-cert"
    })
    ResponseEntity<Object> notByGet(@PathVariable TenantId tenant) {
        var refused = exchange.problem(tenant, AcmeException.notByGet());
        return ResponseEntity.status(refused.getStatusCode())
                .headers(refused.getHeaders())
                .allow(HttpMethod.POST)
                .body(refused.getBody());
    }

    @GetMapping("/renewal-info/{certificate}")
    ResponseEntity<Object> renewal(@PathVariable TenantId tenant, @PathVariable String certificate) {
        return renewals.find(tenant, certificate)
                .map(view -> ResponseEntity.ok()
                        .headers(exchange.headers(tenant))
                        .header(HttpHeaders.RETRY_AFTER, SIX_HOURS)
                        .<Object>body(view))
                .orElseGet(() -> exchange.problem(tenant, AcmeException.unknownCertificate()));
    }
}
