package io.lightwave.ca.acme;

import io.lightwave.ca.profile.Profiles;
import io.lightwave.directory.TenantId;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// What anybody may ask: the directory (RFC 8555 §7.1.1), a nonce (§7.2), when a certificate is best renewed (RFC
/// 9773).
@RestController
@RequestMapping("/t/{tenant}/acme")
class AcmeEndpoint {
    private static final String SIX_HOURS = "21600"; // RFC 9773 §4.3

    private final Exchange exchange;
    private final RenewalInformation renewals;
    private final Profiles profiles;
    private final Views views;

    AcmeEndpoint(Exchange exchange, RenewalInformation renewals, Profiles profiles, Views views) {
        this.exchange = exchange;
        this.renewals = renewals;
        this.profiles = profiles;
        this.views = views;
    }

    @GetMapping("/directory")
    Views.Directory directory(@PathVariable TenantId tenant) {
        return views.directory(tenant, profiles.proved(tenant));
    }

    @RequestMapping(path = "/new-nonce", method = RequestMethod.HEAD)
    ResponseEntity<Void> nonce(@PathVariable TenantId tenant) {
        return new ResponseEntity<>(exchange.headers(tenant), HttpStatus.OK);
    }

    @GetMapping("/new-nonce")
    ResponseEntity<Void> nonceByGet(@PathVariable TenantId tenant) {
        return new ResponseEntity<>(exchange.headers(tenant), HttpStatus.NO_CONTENT);
    }

    @GetMapping("/renewal-info/{certificate}")
    ResponseEntity<RenewalInformation.View> renewal(@PathVariable TenantId tenant, @PathVariable String certificate) {
        return renewals.find(tenant, certificate)
                .map(view -> ResponseEntity.ok()
                        .header(HttpHeaders.RETRY_AFTER, SIX_HOURS)
                        .body(view))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }
}
