package io.lightwave.agent.workloadapi;

import io.lightwave.agent.attestation.Attestation;
import io.lightwave.agent.attestation.Caller;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.Identities;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// Which identities a caller has: what it is found to be against what the server says.
public final class Identification {
    private static final System.Logger LOG = System.getLogger(Identification.class.getName());
    private static final int AT_ONCE = 32;

    private final Attestation attestation;
    private final Identities identities;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    public Identification(Attestation attestation, Identities identities) {
        this.attestation = attestation;
        this.identities = identities;
    }

    Identities identities() {
        return identities;
    }

    /// What a caller was found to be.
    ///
    /// @param selectors none when it is gone
    /// @param kinds that were looked at
    record Found(Set<String> selectors, Set<String> kinds) {
        /// Whether all of these kinds were looked at.
        boolean tells(Set<String> wanted) {
            return kinds.containsAll(wanted);
        }
    }

    Found find(Caller caller) throws InterruptedException {
        slots.acquire();
        try {
            var wanted = identities.wanted();
            return new Found(attestation.selectors(caller, wanted), wanted);
        } finally {
            slots.release();
        }
    }

    /// Its identities now; a caller that is gone has none.
    List<Entry> entries(Caller caller) throws InterruptedException {
        return entries(caller, find(caller).selectors());
    }

    /// The same for one whose selectors have been found already.
    List<Entry> entries(Caller caller, Set<String> selectors) throws InterruptedException {
        var entries = identities.demand(identities.of(selectors));
        if (entries.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "no identity for {0}, which is {1}", caller, kinds(selectors));
        }
        return entries;
    }

    /// Values may be secrets, as those of environments are: only what identifies a process is logged.
    private static List<String> kinds(Set<String> selectors) {
        return selectors.stream()
                .map(selector -> selector.startsWith("unix:uid:") || selector.startsWith("docker:container-id:")
                        ? selector
                        : selector.substring(0, selector.indexOf(':', selector.indexOf(':') + 1)))
                .distinct()
                .toList();
    }
}
