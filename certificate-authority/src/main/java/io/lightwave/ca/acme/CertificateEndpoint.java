package io.lightwave.ca.acme;

import io.lightwave.ca.Pem;
import io.lightwave.ca.authority.Chains;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.order.Orders;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Certificates (RFC 8555 §7.4.2), and their revocation (§7.6).
@RestController
@RequestMapping("/t/{tenant}/acme")
class CertificateEndpoint {
    private final Exchange exchange;
    private final Reception reception;
    private final Orders orders;
    private final CertificateSearch search;
    private final Chains chains;
    private final Ending ending;
    private final Views views;

    CertificateEndpoint(
            Exchange exchange,
            Reception reception,
            Orders orders,
            CertificateSearch search,
            Chains chains,
            Ending ending,
            Views views) {
        this.exchange = exchange;
        this.reception = reception;
        this.orders = orders;
        this.search = search;
        this.chains = chains;
        this.ending = ending;
        this.views = views;
    }

    @PostMapping("/certificate/{id}")
    ResponseEntity<Object> download(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(
                new Exchange.Posted(tenant, "certificate/" + id, type, body, origin), arrived -> chain(arrived, id, 0));
    }

    /// Another chain.
    @PostMapping("/certificate/{id}/{alternate}")
    ResponseEntity<Object> download(
            @PathVariable TenantId tenant,
            @PathVariable String id,
            @PathVariable String alternate,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(
                new Exchange.Posted(tenant, "certificate/%s/%s".formatted(id, alternate), type, body, origin),
                arrived -> chain(arrived, id, alternate.matches("[1-9]") ? Integer.parseInt(alternate) : -1));
    }

    private ResponseEntity<?> chain(Reception.Arrived arrived, String id, int which) {
        var request = reception.reading(arrived);
        var tenant = request.tenant();
        var record = Addresses.id(id)
                .filter(uuid -> orders.accountOf(tenant, uuid)
                        .filter(request.account().id()::equals)
                        .isPresent())
                .flatMap(uuid -> search.find(tenant, uuid.toString()))
                .orElseThrow(AcmeException::notFound);
        var alternatives = chains.above(tenant, record.authority());
        if (which < 0 || which >= alternatives.size()) {
            throw AcmeException.notFound();
        }
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(search.certificate(tenant, record.id()).orElseThrow(AcmeException::notFound));
        chain.addAll(alternatives.get(which));
        var answer = ResponseEntity.ok().contentType(MediaType.parseMediaType(Pem.MEDIA_TYPE));
        for (int other = 0; other < alternatives.size(); other++) {
            if (other != which) {
                answer.header(
                        HttpHeaders.LINK,
                        "<%s>;rel=\"alternate\"".formatted(views.certificateAddress(tenant, record.id(), other)));
            }
        }
        return answer.body(Pem.of(chain).getBytes(StandardCharsets.US_ASCII));
    }

    @PostMapping("/revoke-cert")
    ResponseEntity<Object> revoke(
            @PathVariable TenantId tenant,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, required = false) @Nullable String type,
            @RequestBody(required = false) byte @Nullable [] body,
            Origin origin) {
        return exchange.answer(new Exchange.Posted(tenant, "revoke-cert", type, body, origin), arrived -> {
            ending.revoke(arrived);
            return ResponseEntity.ok().build();
        });
    }
}
