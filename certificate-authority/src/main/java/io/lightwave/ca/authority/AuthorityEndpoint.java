package io.lightwave.ca.authority;

import io.lightwave.ca.Pem;
import io.lightwave.directory.TenantId;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The authorities' certificates, for anybody who asks.
@RestController
class AuthorityEndpoint {
    private static final MediaType PKIX_CERT = MediaType.parseMediaType("application/pkix-cert");

    private static final String CROSS = "-cross";

    private final Authorities authorities;

    AuthorityEndpoint(Authorities authorities) {
        this.authorities = authorities;
    }

    /// All current trust anchors.
    @GetMapping("/t/{tenant}/ca/root.pem")
    ResponseEntity<String> anchors(@PathVariable TenantId tenant) {
        return pem(authorities.anchors(tenant));
    }

    /// The authorities between an end entity's certificate and the anchors.
    @GetMapping("/t/{tenant}/ca/chain.pem")
    ResponseEntity<String> chain(@PathVariable TenantId tenant) {
        return pem(authorities.intermediates(tenant));
    }

    /// One authority's certificate in DER (RFC 5280 §4.2.2.1): with `-cross` behind its name, the one
    /// by the root before its own, while there is one.
    @GetMapping("/t/{tenant}/ca/{authority}.cer")
    ResponseEntity<byte[]> certificate(@PathVariable TenantId tenant, @PathVariable String authority)
            throws CertificateEncodingException {
        var found = authority.endsWith(CROSS)
                ? authorities
                        .find(tenant, authority.substring(0, authority.length() - CROSS.length()))
                        .flatMap(Authority::cross)
                : authorities.find(tenant, authority).map(Authority::certificate);
        return found.isEmpty()
                ? ResponseEntity.notFound().build()
                : ResponseEntity.ok().contentType(PKIX_CERT).body(found.get().getEncoded());
    }

    private static ResponseEntity<String> pem(List<X509Certificate> certificates) {
        return certificates.isEmpty()
                ? ResponseEntity.notFound().build()
                : ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType(Pem.MEDIA_TYPE))
                        .body(Pem.of(certificates));
    }
}
