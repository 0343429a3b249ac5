package io.lightwave.ca.ocsp;

import io.lightwave.ca.issuance.DerShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/// A request (RFC 6960 §4.1). Who signed it does not matter here: the answers are everybody's.
///
/// @param certificates 1 to 16 of them
/// @param nonce 1 to 128 octets (RFC 9654 §2.1)
record OcspRequest(List<CertID> certificates, Optional<byte[]> nonce) {
    private static final int MOST_BYTES = 16 * 1024;
    private static final int MOST_CERTIFICATES = 16;
    private static final int LONGEST_NONCE = 128;

    /// @throws IllegalArgumentException when it is not one in DER
    static OcspRequest parse(byte[] der) {
        if (der.length > MOST_BYTES) {
            throw new IllegalArgumentException("the request is larger than 16 KiB");
        }
        DerShape.require(der);
        try {
            var request =
                    OCSPRequest.getInstance(ASN1Primitive.fromByteArray(der)).getTbsRequest();
            if (!request.getVersion().hasValue(0)) {
                throw new IllegalArgumentException("the request is not of version 1");
            }
            List<CertID> certificates = new ArrayList<>();
            for (var element : request.getRequestList()) {
                var one = Request.getInstance(element);
                requireNothingCritical(one.getSingleRequestExtensions());
                certificates.add(readable(one.getReqCert()));
            }
            if (certificates.isEmpty() || certificates.size() > MOST_CERTIFICATES) {
                throw new IllegalArgumentException("the request is for none, or for more than 16 certificates");
            }
            requireNothingCritical(request.getRequestExtensions());
            return new OcspRequest(List.copyOf(certificates), nonce(request.getRequestExtensions()));
        } catch (IOException | ClassCastException | IllegalStateException | IndexOutOfBoundsException unreadable) {
            throw new IllegalArgumentException("not an OCSP request", unreadable);
        }
    }

    private static CertID readable(CertID id) {
        var parameters = id.getHashAlgorithm().getParameters();
        if (parameters != null && !DERNull.INSTANCE.equals(parameters)) {
            throw new IllegalArgumentException("a hash algorithm has no parameters");
        }
        return id;
    }

    /// An extension that is critical must be understood (§4.1.2); the only one we understand is the nonce.
    private static void requireNothingCritical(@Nullable Extensions extensions) {
        if (extensions == null) {
            return;
        }
        for (var id : extensions.getCriticalExtensionOIDs()) {
            if (!id.equals(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)) {
                throw new IllegalArgumentException("the request has a critical extension that is not understood");
            }
        }
    }

    private static Optional<byte[]> nonce(@Nullable Extensions extensions) throws IOException {
        var extension = extensions == null ? null : extensions.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (extension == null) {
            return Optional.empty();
        }
        byte[] nonce = ASN1OctetString.getInstance(
                        ASN1Primitive.fromByteArray(extension.getExtnValue().getOctets()))
                .getOctets();
        if (nonce.length == 0 || nonce.length > LONGEST_NONCE) {
            throw new IllegalArgumentException("RFC 9654 §2.1: a nonce has 1 to 128 octets");
        }
        return Optional.of(nonce);
    }
}
