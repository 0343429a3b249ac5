package io.lightwave.ca.acme;

import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.order.Authorization;
import io.lightwave.ca.order.Order;
import io.lightwave.ca.order.OrderState;
import io.lightwave.ca.order.Orders;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Orders, authorizations and challenges (RFC 8555 §7.4, §7.5).
@RestController
@RequestMapping("/t/{tenant}/acme")
class OrderEndpoint {
    private static final String SOON = "1"; // seconds

    private final Exchange exchange;
    private final Reception reception;
    private final Ordering ordering;
    private final Orders orders;
    private final Views views;

    OrderEndpoint(Exchange exchange, Reception reception, Ordering ordering, Orders orders, Views views) {
        this.exchange = exchange;
        this.reception = reception;
        this.ordering = ordering;
        this.orders = orders;
        this.views = views;
    }

    @PostMapping("/new-order")
    ResponseEntity<Object> make(
            @PathVariable TenantId tenant,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(
                new Exchange.Posted(tenant, "new-order", type, body, origin),
                arrived -> order(HttpStatus.CREATED, tenant, ordering.order(reception.byAccount(arrived))));
    }

    @PostMapping("/order/{id}")
    ResponseEntity<Object> read(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(new Exchange.Posted(tenant, "order/" + id, type, body, origin), arrived -> {
            var request = reception.reading(arrived);
            return order(HttpStatus.OK, tenant, ordering.find(request, uuid(id)));
        });
    }

    @PostMapping("/order/{id}/finalize")
    ResponseEntity<Object> complete(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(
                new Exchange.Posted(tenant, "order/%s/finalize".formatted(id), type, body, origin),
                arrived -> order(HttpStatus.OK, tenant, ordering.complete(reception.byAccount(arrived), uuid(id))));
    }

    private ResponseEntity<?> order(HttpStatus status, TenantId tenant, Order order) {
        var answer = ResponseEntity.status(status).location(URI.create(views.address(tenant, order)));
        if (order.state() instanceof OrderState.Processing) {
            answer.header(HttpHeaders.RETRY_AFTER, SOON);
        }
        return answer.body(views.order(tenant, order));
    }

    @PostMapping("/authorization/{id}")
    ResponseEntity<Object> authorization(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(new Exchange.Posted(tenant, "authorization/" + id, type, body, origin), arrived -> {
            var request = reception.byAccount(arrived);
            var authorization = authorization(request, uuid(id));
            if (!request.message().isEmpty()) {
                if (!request.message().payload().text("status").equals("deactivated")) {
                    throw AcmeException.malformed("RFC 8555 §7.5.2: the status is set to deactivated only");
                }
                orders.deactivate(tenant, request.account().id(), authorization.id());
                authorization = authorization(request, authorization.id());
            }
            var answer = ResponseEntity.ok();
            if (authorization.challenges().stream()
                    .anyMatch(challenge -> challenge.status().equals("processing"))) {
                answer.header(HttpHeaders.RETRY_AFTER, SOON);
            }
            return answer.body(views.authorization(tenant, authorization));
        });
    }

    private Authorization authorization(Reception.ByAccount request, UUID id) {
        return orders.authorization(request.tenant(), request.account().id(), id)
                .orElseThrow(AcmeException::notFound);
    }

    /// With an object as its payload, empty as a rule, the client says that it is ready; without one it reads.
    @PostMapping("/challenge/{id}")
    ResponseEntity<Object> challenge(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(new Exchange.Posted(tenant, "challenge/" + id, type, body, origin), arrived -> {
            var request = reception.byAccount(arrived);
            var challenge = challenge(request, uuid(id));
            if (!request.message().isEmpty()) {
                request.message().payload(); // an object
                orders.begin(tenant, challenge);
                challenge = challenge(request, challenge.id());
            }
            String up = views.authorizationAddress(tenant, challenge.authorization());
            var answer = ResponseEntity.ok().header(HttpHeaders.LINK, "<%s>;rel=\"up\"".formatted(up));
            if (challenge.status().equals("processing")) {
                answer.header(HttpHeaders.RETRY_AFTER, SOON);
            }
            return answer.body(views.challenge(tenant, challenge));
        });
    }

    private Authorization.Challenge challenge(Reception.ByAccount request, UUID id) {
        return orders.challenge(request.tenant(), request.account().id(), id).orElseThrow(AcmeException::notFound);
    }

    private static UUID uuid(String id) {
        return Addresses.id(id).orElseThrow(AcmeException::notFound);
    }
}
