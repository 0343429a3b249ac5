package io.lightwave.directory;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The providers of cryptography of this process (architecture, decision 6): the Amazon Corretto Crypto Provider
/// first where its native library loads and its self-test passes; otherwise Bouncy Castle for signatures over elliptic
/// curves, which are several times as fast there as in the platform's own provider. X25519 is Bouncy Castle's in either
/// case ([X25519Provider]).
public final class CryptoProviders {
    private static final Logger LOG = LoggerFactory.getLogger(CryptoProviders.class);
    private static final String LIBRARY = "com/amazon/corretto/crypto/provider/libamazonCorrettoCryptoProvider.so";
    private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private final Provider preferred;

    private CryptoProviders(Provider preferred) {
        this.preferred = preferred;
    }

    /// Puts the best provider first; again does nothing. To be called before the first use of cryptography.
    public static CryptoProviders install() {
        return install(CORRETTO);
    }

    static CryptoProviders install(String corretto) {
        Provider preferred;
        try {
            preferred = healthy(corretto);
        } catch (ReflectiveOperationException | IOException | LinkageError | RuntimeException e) {
            LOG.warn(
                    "the Amazon Corretto Crypto Provider is not usable here, Bouncy Castle signs instead: {}",
                    cause(e).toString());
            preferred = new BouncyCastleSignatures(new BouncyCastleProvider());
        }
        Security.insertProviderAt(preferred, 1);
        installX25519();
        return new CryptoProviders(preferred);
    }

    /// Behind the first, which may have it one day.
    private static void installX25519() {
        try {
            Security.insertProviderAt(new X25519Provider(), 2);
        } catch (NoSuchAlgorithmException e) {
            LOG.warn("this Java runtime has no keys of X25519: {}", e.toString());
        }
    }

    /// By name, since it is on the class path of the server only, and only on the platforms it is made for.
    private static Provider healthy(String corretto) throws ReflectiveOperationException, IOException {
        Provider installed = Security.getProvider(corretto.substring(corretto.lastIndexOf('.') + 1));
        if (installed != null) {
            return installed;
        }
        Class<?> type = Class.forName(corretto, true, loader());
        var provider = (Provider) type.getField("INSTANCE").get(null);
        type.getMethod("assertHealthy").invoke(provider);
        String result = String.valueOf(type.getMethod("runSelfTests").invoke(provider));
        if (!result.equals("PASSED")) {
            throw new IllegalStateException("its self-test says " + result);
        }
        return provider;
    }

    /// The jars for all processors have the same classes and the same name for the library within, so that the first
    /// on the class path would win. Where that is another processor's, ours gets a loader of its own.
    private static ClassLoader loader() throws IOException {
        ClassLoader ours = CryptoProviders.class.getClassLoader();
        String processor = System.getProperty("os.arch").equals("aarch64") ? "linux-aarch_64" : "linux-x86_64";
        List<URL> libraries = Collections.list(ours.getResources(LIBRARY));
        for (URL library : libraries.subList(Math.min(1, libraries.size()), libraries.size())) {
            boolean firstIsForeign = !libraries.getFirst().getPath().contains(processor);
            if (firstIsForeign && library.getPath().contains(processor)) {
                URL jar = ((JarURLConnection) library.openConnection()).getJarFileURL();
                return new URLClassLoader("corretto", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
            }
        }
        return ours;
    }

    private static Throwable cause(Throwable e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /// Which provider comes first, with its version, for health and metrics.
    public String name() {
        return preferred.getName() + " " + preferred.getVersionStr();
    }

    /// Whether signatures run at native speed.
    public boolean isNative() {
        return !(preferred instanceof BouncyCastleSignatures);
    }

    /// Bouncy Castle's ECDSA and EdDSA alone: everything else stays with the platform, which is faster at it.
    private static final class BouncyCastleSignatures extends Provider {
        private static final long serialVersionUID = 1;

        private static final List<String> HASHES = List.of("NONE", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512");

        BouncyCastleSignatures(Provider all) {
            super("BouncyCastleSignatures", all.getVersionStr(), "ECDSA and EdDSA of Bouncy Castle");
            for (String hash : HASHES) {
                put(all, hash + "withECDSA");
                put(all, hash + "withECDSAinP1363Format");
            }
            put(all, "EdDSA");
            put(all, "Ed25519");
        }

        private void put(Provider all, String signature) {
            Service service = all.getService("Signature", signature);
            putService(new Service(this, "Signature", signature, service.getClassName(), null, null));
        }
    }
}
