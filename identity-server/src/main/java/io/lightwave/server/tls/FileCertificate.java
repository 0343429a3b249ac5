package io.lightwave.server.tls;

import io.lightwave.server.settings.InvalidSettingException;
import io.lightwave.server.settings.Settings.CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From the operator's files, read again when their content has changed; a broken new pair leaves the old one in use.
final class FileCertificate implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(FileCertificate.class);

    private final CertificateFiles files;
    private String text = "";
    private @Nullable TlsIdentity identity; // null until the files were read the first time

    FileCertificate(CertificateFiles files) {
        this.files = files;
    }

    /// @throws InvalidSettingException when the files were never good
    @Override
    public synchronized TlsIdentity current(Instant now) {
        TlsIdentity before = identity;
        try {
            String chain = Files.readString(files.chain());
            String key = Files.readString(files.key());
            if (before != null && text.equals(chain + key)) {
                return before;
            }
            TlsIdentity fresh = Pem.identity(chain, key);
            text = chain + key;
            identity = fresh;
            return fresh;
        } catch (IOException | IllegalArgumentException e) {
            if (before == null) {
                throw new InvalidSettingException(
                        "LIGHTWAVE_TLS_CERTIFICATE_FILE, LIGHTWAVE_TLS_KEY_FILE: " + e.getMessage());
            }
            LOG.warn("the new TLS certificate is not usable, the old one stays in use: {}", e.getMessage());
            return before;
        }
    }
}
