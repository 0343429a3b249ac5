package io.lightwave.server;

import java.security.Provider;
import java.security.Security;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the fastest sound provider first (architecture, decision 6).
final class Cryptography {
    private static final Logger LOG = LoggerFactory.getLogger(Cryptography.class);
    private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private Cryptography() {}

    /// Amazon Corretto's when it loads on this machine and passes its self-test, else the JDK's own remain.
    static void install() {
        try {
            Class<?> type = Class.forName(CORRETTO);
            Provider provider = (Provider) type.getField("INSTANCE").get(null);
            type.getMethod("assertHealthy").invoke(provider);
            Security.insertProviderAt(provider, 1);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            LOG.warn(
                    "Amazon Corretto Crypto Provider cannot be used here, signatures will cost more: {}", e.toString());
        }
    }
}
