package io.lightwave.ca.delegate;

import io.lightwave.ca.template.ExtendedUse;
import java.util.Arrays;
import java.util.Optional;

/// What an authority has signed in its name.
public enum Task {
    /// Answers about the state of certificates (RFC 6960 §4.2.2.2).
    OCSP("ocsp", "OCSP responder", ExtendedUse.OCSP_SIGNING),
    /// Messages of certificate management (RFC 9810 §4.5).
    CMP("cmp", "CMP server", ExtendedUse.CERTIFICATE_MANAGEMENT);

    private final String profile;
    private final String title;
    private final ExtendedUse use;

    Task(String profile, String title, ExtendedUse use) {
        this.profile = profile;
        this.title = title;
        this.use = use;
    }

    /// The profile under which the certificates are recorded.
    public String profile() {
        return profile;
    }

    static Optional<Task> ofProfile(String profile) {
        return Arrays.stream(values())
                .filter(task -> task.profile.equals(profile))
                .findFirst();
    }

    String title() {
        return title;
    }

    ExtendedUse use() {
        return use;
    }
}
