package io.lightwave.spring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// A trust domain's authority, by the JDK's keytool.
final class Authority {
    private static final String PASSWORD = "changeit";

    private final Path store;
    private final String trustDomain;
    private int certificates;

    Authority(Path folder, String trustDomain) {
        this.store = folder.resolve(trustDomain + ".p12");
        this.trustDomain = trustDomain;
        generate("ca", "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign,cRLSign");
    }

    /// Of a workload.
    ///
    /// @param path below the trust domain, with its slash
    Issued svid(String path) {
        return issue("-ext", "san:c=uri:spiffe://" + trustDomain + path, "-ext", "ku:c=digitalSignature");
    }

    /// Of somebody else: a certificate of the same authority without a SPIFFE ID.
    Issued person() {
        return issue("-ext", "san=email:alice@" + trustDomain, "-ext", "ku:c=digitalSignature");
    }

    private Issued issue(String... extensions) {
        String alias = "leaf" + ++certificates;
        var options = new ArrayList<>(List.of(extensions));
        options.addAll(List.of("-signer", "ca"));
        generate(alias, options.toArray(String[]::new));
        try {
            KeyStore all = load();
            Key key = all.getKey(alias, PASSWORD.toCharArray());
            return new Issued(
                    Arrays.stream(all.getCertificateChain(alias))
                            .limit(1) // the authority itself is in the bundle
                            .map(X509Certificate.class::cast)
                            .toList(),
                    key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// In PEM.
    String bundle() {
        try {
            return pem("CERTIFICATE", load().getCertificate("ca").getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(in, PASSWORD.toCharArray());
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void generate(String alias, String... options) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
    }

    /// A certificate and its key.
    static final class Issued {
        private final List<X509Certificate> chain;
        private final byte[] key;

        private Issued(List<X509Certificate> chain, byte[] key) {
            this.chain = chain;
            this.key = key;
        }

        X509Certificate certificate() {
            return chain.getFirst();
        }

        X509Certificate[] chain() {
            return chain.toArray(X509Certificate[]::new);
        }

        /// As the agent gives it out.
        String pem() {
            var text = new StringBuilder();
            try {
                for (Certificate one : chain) {
                    text.append(Authority.pem("CERTIFICATE", one.getEncoded()));
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
            return text.append(Authority.pem("PRIVATE KEY", key)).toString();
        }
    }
}
