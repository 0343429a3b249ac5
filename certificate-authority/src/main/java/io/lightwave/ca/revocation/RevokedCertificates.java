package io.lightwave.ca.revocation;

import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.template.Moments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;

/// The entries of a revocation list as they stand in it (RFC 5280 §5.1.2.6), one after the other by time and serial
/// number. They are copied from list to list: making a hundred thousand anew takes longer than signing them.
final class RevokedCertificates {
    /// After version, algorithm, issuer and two times, all of which our lists have.
    private static final int PLACE = 5;

    /// Written by hand around these, since a list of all has a hundred thousand.
    private static final Map<RevocationReason, byte[]> REASONS = Arrays.stream(RevocationReason.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), RevokedCertificates::extensions));

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
        return Entry.of(DerElement.at(encoded(serial.toByteArray(), time(revoked.at()), revoked.reason()), 0));
    }

    private static byte[] encoded(byte[] serial, byte[] time, RevocationReason reason) {
        return DerElement.around(
                DerElement.SEQUENCE,
                DerElement.around(BERTags.INTEGER, serial),
                time,
                Objects.requireNonNull(REASONS.get(reason)));
    }

    /// Entries that come in their order.
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private long last;
        private byte[] time = time(Instant.ofEpochSecond(last));

        /// @param serial positive, in hexadecimal
        /// @param second since 1970, not before that of the entry before
        void add(String serial, long second, RevocationReason reason) {
            if (second != last) { // many are often revoked at once
                last = second;
                time = time(Instant.ofEpochSecond(second));
            }
            out.writeBytes(encoded(octets(serial), time, reason));
        }

        /// What the integer has in DER: its first bit would be its sign.
        private static byte[] octets(String serial) {
            boolean odd = serial.length() % 2 == 1;
            boolean large = !odd && Character.digit(serial.charAt(0), 16) >= 8;
            return HexFormat.of().parseHex(odd ? "0" + serial : large ? "00" + serial : serial);
        }

        byte[] written() {
            return out.toByteArray();
        }
    }

    private static byte[] time(Instant at) {
        try {
            return Moments.of(at).getEncoded();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The extensions of an entry; none for an unspecified reason, which must not be written (§5.3.1).
    private static byte[] extensions(RevocationReason reason) {
        if (reason == RevocationReason.UNSPECIFIED) {
            return new byte[0];
        }
        try {
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.reasonCode, false, CRLReason.lookup(reason.code()));
            return extensions.generate().getEncoded(ASN1Encoding.DER);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
