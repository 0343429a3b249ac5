package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.RevocationReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.Time;

/// The entries of a revocation list as they stand in it (RFC 5280 §5.1.2.6), one after the other by time and serial
/// number. They are copied from list to list: making a hundred thousand anew takes longer than signing them.
final class RevokedCertificates {
    /// After version, algorithm, issuer and two times, all of which our lists have.
    private static final int PLACE = 5;

    private RevokedCertificates() {}

    record Revoked(Instant at, RevocationReason reason) {}

    private record Entry(BigInteger serial, DerElement time, DerElement whole) {
        /// Times with two digits of the year, which have the lower tag, end before those with four begin (§5.1.2.4).
        static final Comparator<Entry> ORDER = Comparator.comparing(
                        Entry::time, Comparator.comparingInt(DerElement::tag).thenComparing(DerElement::compareContent))
                .thenComparing(Entry::serial);

        static Entry of(DerElement whole) {
            var serial = whole.inner();
            return new Entry(new BigInteger(serial.content()), serial.next(), whole);
        }
    }

    /// The entries of a list that the authority signed.
    static byte[] of(byte[] list) {
        var fields = DerElement.at(list, 0).inner().elements();
        boolean any = fields.size() > PLACE && fields.get(PLACE).tag() == DerElement.SEQUENCE;
        return any ? fields.get(PLACE).content() : new byte[0];
    }

    /// Entries with others put into their places; those that are to go are given as empty.
    static byte[] merged(byte[] entries, Map<BigInteger, Optional<Revoked>> changes) {
        List<Entry> added = changes.entrySet().stream()
                .flatMap(change -> change.getValue().stream().map(revoked -> entry(change.getKey(), revoked)))
                .sorted(Entry.ORDER)
                .toList();
        var out = new ByteArrayOutputStream(entries.length + 64 * added.size());
        int next = 0;
        for (int at = 0; at < entries.length; ) {
            var kept = Entry.of(DerElement.at(entries, at));
            at = kept.whole().end();
            if (!changes.containsKey(kept.serial())) {
                while (next < added.size() && Entry.ORDER.compare(added.get(next), kept) < 0) {
                    added.get(next++).whole().writeTo(out);
                }
                kept.whole().writeTo(out);
            }
        }
        added.subList(next, added.size()).forEach(entry -> entry.whole().writeTo(out));
        return out.toByteArray();
    }

    private static Entry entry(BigInteger serial, Revoked revoked) {
        var fields = new ASN1EncodableVector();
        fields.add(new ASN1Integer(serial));
        fields.add(new Time(Date.from(revoked.at()))); // to the second
        try {
            if (revoked.reason() != RevocationReason.UNSPECIFIED) { // which must not be written (§5.3.1)
                var extensions = new ExtensionsGenerator();
                extensions.addExtension(
                        Extension.reasonCode,
                        false,
                        CRLReason.lookup(revoked.reason().code()));
                fields.add(extensions.generate());
            }
            return Entry.of(DerElement.at(new DERSequence(fields).getEncoded(ASN1Encoding.DER), 0));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
