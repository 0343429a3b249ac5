package io.lightwave.ca.cmp;

import io.lightwave.ca.certificate.ListScope;
import io.lightwave.ca.revocation.PublishedLists;
import io.lightwave.ca.revocation.RevocationList;
import io.lightwave.directory.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CRLSource;
import org.bouncycastle.asn1.cmp.CRLStatus;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/// `genm` for revocation lists (RFC 9483 §4.3.4): the one that new certificates are in, or those that are newer than
/// what somebody has, each once. Lists of more than 1 MiB together are to be had from their distribution points only.
final class ListQuestions {
    private static final int MOST_NAMES = 16;

    private final PublishedLists lists;

    ListQuestions(PublishedLists lists) {
        this.lists = lists;
    }

    /// What one message from outside may still be told, whatever it asks and whatever is in it: 1 MiB.
    static final class Room {
        private long left = 1 << 20;

        private CertificateList take(RevocationList list) {
            byte[] encoded = list.encoded();
            if (encoded.length > left) {
                throw new CmpException(
                        PKIFailureInfo.addInfoNotAvailable,
                        "lists of more than 1 MiB are to be had from their distribution points only");
            }
            left -= encoded.length;
            return CertificateList.getInstance(encoded);
        }
    }

    /// RFC 9810 §5.3.19.6.
    InfoTypeAndValue current(TenantId tenant, Room room) {
        var list = lists.find(tenant, lists.ofNewCertificates(tenant)).orElseThrow();
        return new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL, room.take(list));
    }

    /// RFC 9810 §5.3.19.17: without a value when there is none that is newer.
    ///
    /// @param asked a CRLStatusList
    InfoTypeAndValue newer(TenantId tenant, @Nullable ASN1Encodable asked, Room room) {
        if (asked == null) {
            throw new CmpException(
                    PKIFailureInfo.badRequest, "RFC 9483 §4.3.4: a CRLStatusList says which lists are asked for");
        }
        var sources = CmpException.reading(
                "the CRLStatusList",
                () -> Stream.of(ASN1Sequence.getInstance(asked).toArray())
                        .map(CRLStatus::getInstance)
                        .map(Source::of)
                        .toList());
        if (sources.isEmpty()
                || sources.stream().mapToInt(source -> source.names().size()).sum() > MOST_NAMES) {
            throw new CmpException(PKIFailureInfo.badRequest, "a CRLStatusList has 1 to 16 names");
        }
        var newer = newer(tenant, sources, room);
        return newer.isEmpty()
                ? new InfoTypeAndValue(CMPObjectIdentifiers.id_it_crls)
                : new InfoTypeAndValue(
                        CMPObjectIdentifiers.id_it_crls, new DERSequence(newer.toArray(CertificateList[]::new)));
    }

    private List<CertificateList> newer(TenantId tenant, List<Source> sources, Room room) {
        Map<ListScope, Instant> known = new LinkedHashMap<>(); // to whoever knows least of it
        for (var source : sources) {
            source.names().stream()
                    .flatMap(name -> lists.named(tenant, name))
                    .forEach(scope -> known.merge(
                            scope,
                            source.known().orElse(Instant.MIN),
                            (one, other) -> one.isBefore(other) ? one : other));
        }
        List<CertificateList> newer = new ArrayList<>();
        known.forEach((scope, moment) -> {
            var list = lists.find(tenant, scope).orElseThrow();
            if (moment.isBefore(list.thisUpdate())) {
                newer.add(room.take(list));
            }
        });
        return newer;
    }

    /// @param names distribution points or issuers
    /// @param known when the list was made that is known
    private record Source(List<GeneralName> names, Optional<Instant> known) {
        static Source of(CRLStatus status) {
            var time = status.getThisUpdate();
            return new Source(
                    names(status.getSource()),
                    time == null ? Optional.empty() : Optional.of(time.getDate().toInstant()));
        }

        /// A name relative to the issuer's is none of ours.
        private static List<GeneralName> names(CRLSource source) {
            DistributionPointName point = source.getDpn();
            if (point == null) {
                return List.of(source.getIssuer().getNames());
            }
            return point.getType() == DistributionPointName.FULL_NAME
                    ? List.of(GeneralNames.getInstance(point.getName()).getNames())
                    : List.of();
        }
    }
}
