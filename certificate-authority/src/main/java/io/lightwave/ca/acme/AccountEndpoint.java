package io.lightwave.ca.acme;

import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.order.Orders;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Accounts (RFC 8555 §7.3).
@RestController
@RequestMapping("/t/{tenant}/acme")
class AccountEndpoint {
    private final Exchange exchange;
    private final Reception reception;
    private final Registration registration;
    private final AccountChanges changes;
    private final Orders orders;
    private final Views views;

    AccountEndpoint(
            Exchange exchange,
            Reception reception,
            Registration registration,
            AccountChanges changes,
            Orders orders,
            Views views) {
        this.exchange = exchange;
        this.reception = reception;
        this.registration = registration;
        this.changes = changes;
        this.orders = orders;
        this.views = views;
    }

    @PostMapping("/new-account")
    ResponseEntity<Object> make(
            @PathVariable TenantId tenant,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(new Exchange.Posted(tenant, "new-account", type, body, origin), arrived -> {
            var answer = registration.register(arrived);
            return ResponseEntity.status(answer.made() ? HttpStatus.CREATED : HttpStatus.OK)
                    .location(URI.create(views.address(tenant, answer.account())))
                    .body(views.account(tenant, answer.account()));
        });
    }

    @PostMapping("/account/{id}")
    ResponseEntity<Object> update(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(
                new Exchange.Posted(tenant, "account/" + id, type, body, origin),
                arrived -> ResponseEntity.ok(
                        views.account(tenant, changes.update(own(reception.byAccount(arrived), id)))));
    }

    /// RFC 8555 §7.1.2.1.
    ///
    /// @param cursor of a page behind the first, which a link names; null for the first
    @PostMapping("/account/{id}/orders")
    ResponseEntity<Object> orders(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        String path = "account/%s/orders".formatted(id) + (cursor == null ? "" : "?cursor=" + cursor);
        return exchange.answer(new Exchange.Posted(tenant, path, type, body, origin), arrived -> {
            var account = own(reception.reading(arrived), id).account();
            var page = orders.ofAccount(tenant, account.id(), cursor);
            var answer = ResponseEntity.ok();
            if (page.nextCursor() != null) {
                String next = views.ordersAddress(tenant, account, page.nextCursor());
                answer.header(HttpHeaders.LINK, "<%s>;rel=\"next\"".formatted(next));
            }
            return answer.body(views.orders(tenant, page.items()));
        });
    }

    @PostMapping("/key-change")
    ResponseEntity<Object> changeKey(
            @PathVariable TenantId tenant,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(
                new Exchange.Posted(tenant, "key-change", type, body, origin),
                arrived -> ResponseEntity.ok(views.account(tenant, changes.changeKey(reception.byAccount(arrived)))));
    }

    private static Reception.ByAccount own(Reception.ByAccount request, String id) {
        if (!request.account().id().toString().equals(id)) {
            throw AcmeException.notFound();
        }
        return request;
    }
}
