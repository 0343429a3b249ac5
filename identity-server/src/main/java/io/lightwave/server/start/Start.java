package io.lightwave.server.start;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.Pem;
import io.lightwave.directory.Tenants;
import io.lightwave.server.tls.CertificateRenewal;
import org.springframework.context.SmartLifecycle;

/// Before the first listener opens: the first start's work, the trust anchor's file, the TLS certificate.
public final class Start implements SmartLifecycle {
    private final FirstStart firstStart;
    private final InitialPasswordFile initialPassword;
    private final CertificateAuthority authority;
    private final Tenants tenants;
    private final CertificateRenewal certificate;
    private final DataFolder folder;
    private final Announcement announcement;
    private volatile boolean running;
    private volatile boolean first;

    Start(
            FirstStart firstStart,
            InitialPasswordFile initialPassword,
            CertificateAuthority authority,
            Tenants tenants,
            CertificateRenewal certificate,
            DataFolder folder,
            Announcement announcement) {
        this.firstStart = firstStart;
        this.initialPassword = initialPassword;
        this.authority = authority;
        this.tenants = tenants;
        this.certificate = certificate;
        this.folder = folder;
        this.announcement = announcement;
    }

    @Override
    public void start() {
        first = firstStart.make();
        keepTrustAnchors();
        certificate.begin();
        initialPassword.begin();
        running = true;
    }

    /// Writes the trust anchors' file anew when they are others, as while a root is rotated.
    void keepTrustAnchors() {
        String anchors = Pem.of(authority.anchors(tenants.system()));
        if (!folder.read(folder.trustAnchor()).equals(java.util.Optional.of(anchors.strip()))) {
            folder.write(folder.trustAnchor(), anchors);
        }
    }

    /// For standard output, once everything listens.
    public String announcement() {
        return announcement.text(first);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Before every listener.
    @Override
    public int getPhase() {
        return 0;
    }
}
