package io.lightwave.ca.download;

import io.lightwave.ca.Pem;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.authority.CertsOnly;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `…/certificates/{id}/certificate.cer`, `chain.pem` and `chain.p7c`: one certificate, alone or with the authorities
/// between it and the anchors.
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/certificates/{id}")
class DownloadEndpoint {
    private final CertificateSearch search;
    private final Authorities authorities;

    DownloadEndpoint(CertificateSearch search, Authorities authorities) {
        this.search = search;
        this.authorities = authorities;
    }

    @GetMapping("/certificate.cer")
    ResponseEntity<byte[]> der(@PathVariable TenantId tenant, @PathVariable String id) {
        var found = found(tenant, id);
        return file(found, ".cer", "application/pkix-cert", encoded(tenant, found));
    }

    @GetMapping("/chain.pem")
    ResponseEntity<byte[]> pem(@PathVariable TenantId tenant, @PathVariable String id) {
        var found = found(tenant, id);
        byte[] text = Pem.of(chain(tenant, found)).getBytes(StandardCharsets.US_ASCII);
        return file(found, ".pem", Pem.MEDIA_TYPE, text);
    }

    @GetMapping("/chain.p7c")
    ResponseEntity<byte[]> pkcs7(@PathVariable TenantId tenant, @PathVariable String id) {
        var found = found(tenant, id);
        return file(found, ".p7c", CertsOnly.MEDIA_TYPE, CertsOnly.of(chain(tenant, found)));
    }

    private IssuedCertificate found(TenantId tenant, String id) {
        return search.find(tenant, id).orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private byte[] encoded(TenantId tenant, IssuedCertificate certificate) {
        return search.encoded(tenant, certificate.id())
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
    }

    private List<X509Certificate> chain(TenantId tenant, IssuedCertificate certificate) {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(search.certificate(tenant, certificate.id())
                .orElseThrow(() -> new ErrorResponseException(HttpStatus.NOT_FOUND)));
        authorities
                .find(tenant, certificate.authority())
                .filter(issuer -> issuer.kind() != AuthorityKind.ROOT)
                .map(Authority::chain)
                .ifPresent(chain::addAll);
        return chain;
    }

    private static ResponseEntity<byte[]> file(
            IssuedCertificate certificate, String ending, String type, byte[] content) {
        var disposition = ContentDisposition.attachment()
                .filename(certificate.serial() + ending)
                .build();
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
                .body(content);
    }
}
