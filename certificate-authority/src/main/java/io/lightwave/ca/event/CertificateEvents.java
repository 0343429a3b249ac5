package io.lightwave.ca.event;

import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.CertificateStates;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.ChangeJournal;
import io.lightwave.directory.ChangeJournal.Change;
import io.lightwave.directory.ChangeJournal.Changes;
import io.lightwave.directory.ChangeJournal.Position;
import io.lightwave.directory.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads the change log for what has become of certificates.
final class CertificateEvents {
    private static final List<String> KINDS = List.of(CertificateRecords.SIGNED, CertificateStates.CHANGED);
    /// Entries that are read, and certificates that they speak of.
    private static final int MOST = 5_000;
    private static final int MOST_AT_ONCE = 500;

    private final ChangeJournal journal;
    private final CertificateSearch search;

    CertificateEvents(ChangeJournal journal, CertificateSearch search) {
        this.journal = journal;
        this.search = search;
    }

    /// Whoever is told.
    interface Follower {
        void hears(CertificateEvent event) throws IOException;
    }

    Position now() {
        return journal.now();
    }

    /// Tells what has happened since, in the order of the log, and returns where to go on from.
    Position tell(TenantId tenant, Position since, Follower follower) throws IOException {
        var changes = journal.since(tenant, since, KINDS, MOST).filter(some -> certificates(some) <= MOST);
        if (changes.isEmpty()) {
            Position now = journal.now(); // whoever searches on hearing it sees all that was before
            follower.hears(new CertificateEvent.Resync());
            return now;
        }
        var telling = new Telling(tenant, follower);
        for (Change change : changes.get().all()) {
            telling.tell(change);
        }
        telling.tellSigned();
        return changes.get().now();
    }

    /// How many the entries speak of: one entry names all those that were signed in one transaction.
    private static long certificates(Changes changes) {
        return changes.all().stream()
                .mapToLong(
                        change -> 1 + change.key().chars().filter(c -> c == ',').count())
                .sum();
    }

    private final class Telling {
        private final TenantId tenant;
        private final Follower follower;
        private final List<UUID> signed = new ArrayList<>();
        private final Set<String> changed = new HashSet<>();

        Telling(TenantId tenant, Follower follower) {
            this.tenant = tenant;
            this.follower = follower;
        }

        void tell(Change change) throws IOException {
            if (change.kind().equals(CertificateRecords.SIGNED)) {
                Arrays.stream(change.key().split(",", -1)).map(UUID::fromString).forEach(signed::add);
                if (signed.size() >= MOST_AT_ONCE) {
                    tellSigned();
                }
            } else if (changed.add(change.key())) { // told as it is by now, so once is enough
                tellSigned();
                tellChanged(change.key());
            }
        }

        /// Those that were collected.
        void tellSigned() throws IOException {
            if (signed.isEmpty()) {
                return;
            }
            Map<UUID, IssuedCertificate> found = search.findAll(tenant, signed).stream()
                    .collect(Collectors.toMap(IssuedCertificate::id, Function.identity()));
            for (UUID id : signed) {
                IssuedCertificate certificate = found.get(id);
                if (certificate != null) { // long expired ones are forgotten
                    follower.hears(CertificateEvent.Happened.signed(certificate));
                }
            }
            signed.clear();
        }

        private void tellChanged(String key) throws IOException {
            if (key.equals(ChangeFeed.ALL)) {
                follower.hears(new CertificateEvent.Resync());
                return;
            }
            int slash = key.lastIndexOf('/');
            var certificate = search.findBySerial(tenant, key.substring(0, slash), key.substring(slash + 1));
            if (certificate.isPresent()) { // one that was not signed yet is no certificate
                follower.hears(CertificateEvent.Happened.changed(certificate.get()));
            }
        }
    }
}
