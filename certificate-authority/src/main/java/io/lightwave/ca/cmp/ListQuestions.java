package io.lightwave.ca.cmp;

import io.lightwave.ca.certificate.ListScope;
import io.lightwave.ca.revocation.PublishedLists;
import io.lightwave.directory.TenantId;
import java.time.Instant;
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
/// what somebody has, each once. Lists of more than 1 MiB are to be had from their distribution points only.
final class ListQuestions {
    private static final int MOST_NAMES = 16;
    private static final int MOST_BYTES = 1 << 20;

    private final PublishedLists lists;

    ListQuestions(PublishedLists lists) {
        this.lists = lists;
    }

    /// RFC 9810 §5.3.19.6.
    InfoTypeAndValue current(TenantId tenant) {
        var list = lists.find(tenant, lists.ofNewCertificates(tenant)).orElseThrow();
        requireSmall(list.encoded().length);
        return new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL, CertificateList.getInstance(list.encoded()));
    }

    /// RFC 9810 §5.3.19.17: without a value when there is none that is newer.
    ///
    /// @param asked a CRLStatusList
    InfoTypeAndValue newer(TenantId tenant, @Nullable ASN1Encodable asked) {
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
        var newer = newer(tenant, sources);
        return newer.isEmpty()
                ? new InfoTypeAndValue(CMPObjectIdentifiers.id_it_crls)
                : new InfoTypeAndValue(
                        CMPObjectIdentifiers.id_it_crls, new DERSequence(newer.toArray(CertificateList[]::new)));
    }

    private List<CertificateList> newer(TenantId tenant, List<Source> sources) {
        Map<ListScope, CertificateList> newer = new LinkedHashMap<>();
        long bytes = 0;
        for (var source : sources) {
            var scopes = source.names().stream()
                    .flatMap(name -> lists.named(tenant, name))
                    .distinct()
                    .filter(scope -> !newer.containsKey(scope))
                    .toList();
            for (var scope : scopes) {
                byte[] encoded = lists.find(tenant, scope).orElseThrow().encoded();
                var list = CertificateList.getInstance(encoded);
                if (source.isBefore(list)) {
                    bytes += encoded.length;
                    requireSmall(bytes);
                    newer.put(scope, list);
                }
            }
        }
        return List.copyOf(newer.values());
    }

    private static void requireSmall(long bytes) {
        if (bytes > MOST_BYTES) {
            throw new CmpException(
                    PKIFailureInfo.addInfoNotAvailable,
                    "lists of more than 1 MiB are to be had from their distribution points only");
        }
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

        boolean isBefore(CertificateList list) {
            return known.filter(moment ->
                            !moment.isBefore(list.getThisUpdate().getDate().toInstant()))
                    .isEmpty();
        }
    }
}
