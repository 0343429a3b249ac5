package io.lightwave.server.tls;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the certificate in use at the start, and looks every ten seconds whether another is due.
public final class CertificateRenewal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final CertificateSource source;
    private final ServerKeys keys;
    private final InstantSource clock;
    private @Nullable Thread watch; // null until begun

    CertificateRenewal(CertificateSource source, ServerKeys keys, InstantSource clock) {
        this.source = source;
        this.keys = keys;
        this.clock = clock;
    }

    /// Once the system tenant's authority stands.
    public synchronized void begin() {
        renew();
        watch = Thread.ofVirtual().name("tls-renewal").start(this::watch);
    }

    /// Uses what the source has now.
    void renew() {
        TlsIdentity current = source.current(clock.instant());
        if (!current.equals(keys.identity())) {
            keys.use(current);
            LOG.info(
                    "the TLS certificate in use is good until {}",
                    current.leaf().getNotAfter().toInstant());
        }
    }

    private void watch() {
        while (true) {
            try {
                Thread.sleep(INTERVAL);
                renew();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("the TLS certificate could not be renewed, the next attempt follows", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.interrupt();
        }
    }
}
