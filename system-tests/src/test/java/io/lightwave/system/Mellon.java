package io.lightwave.system;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An Apache with `mod_auth_mellon` in front of one page, on a free port of the loopback.
final class Mellon implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private @Nullable Process process; // null until it is started

    private Mellon(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /// Not started yet: it wants the identity provider's metadata, which wants its own first.
    static Mellon in(Path folder) throws IOException {
        try (var free = new ServerSocket(0)) {
            Mellon mellon = new Mellon(folder, free.getLocalPort());
            Files.createDirectories(folder.resolve("htdocs/private"));
            Files.writeString(folder.resolve("htdocs/index.html"), "in front of it");
            Files.writeString(folder.resolve("htdocs/private/index.html"), "behind the door");
            Shell.run(
                            "openssl",
                            "req",
                            "-x509",
                            "-newkey",
                            "rsa:2048",
                            "-nodes",
                            "-subj",
                            "/CN=mellon",
                            "-days",
                            "2",
                            "-keyout",
                            folder.resolve("key.pem").toString(),
                            "-out",
                            folder.resolve("cert.pem").toString())
                    .orThrow();
            Files.writeString(folder.resolve("sp.xml"), mellon.metadata());
            return mellon;
        }
    }

    String url() {
        return "http://localhost:" + port;
    }

    String metadata() throws IOException {
        String certificate = Files.readString(folder.resolve("cert.pem")).replaceAll("-----[A-Z ]+-----|\\s", "");
        return """
                <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%1$s/mellon/metadata">
                  <SPSSODescriptor AuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                    <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
                      <X509Certificate>%2$s</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
                    <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="%1$s/mellon/logout"/>
                    <AssertionConsumerService index="0" isDefault="true"
                      Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="%1$s/mellon/postResponse"/>
                  </SPSSODescriptor>
                </EntityDescriptor>""".formatted(url(), certificate);
    }

    void start(String idpMetadata) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("idp.xml"), idpMetadata);
        String modules = "/usr/lib/apache2/modules/";
        var config = new StringBuilder();
        for (String module :
                new String[] {"mpm_event", "authn_core", "authz_core", "authz_user", "dir", "setenvif", "auth_mellon"
                }) {
            config.append("LoadModule %s_module %smod_%s.so%n".formatted(module, modules, module));
        }
        config.append("""
                ServerName localhost
                ServerRoot %1$s
                PidFile %1$s/pid
                DefaultRuntimeDir %1$s
                ErrorLog %1$s/error.log
                Listen 127.0.0.1:%2$d
                DocumentRoot %1$s/htdocs
                DirectoryIndex index.html
                <Directory />
                  Require all granted
                </Directory>
                # its cookies are for https otherwise
                SetEnvIf User-Agent ".*" MELLON_DISABLE_SAMESITE=1
                <Location />
                  MellonEnable info
                  MellonEndpointPath /mellon
                  MellonSPPrivateKeyFile %1$s/key.pem
                  MellonSPCertFile %1$s/cert.pem
                  MellonSPMetadataFile %1$s/sp.xml
                  MellonIdPMetadataFile %1$s/idp.xml
                  MellonSignatureMethod rsa-sha256
                  MellonRedirectDomains [self]
                </Location>
                <Location /private>
                  AuthType Mellon
                  MellonEnable auth
                  Require valid-user
                </Location>
                """.formatted(folder, port));
        if (Shell.run("id", "-u").output().strip().equals("0")) {
            config.insert(0, "User nobody\nGroup nogroup\n");
            for (Path file : new Path[] {folder, folder.resolve("htdocs"), folder.resolve("htdocs/private")}) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Files.writeString(folder.resolve("apache.conf"), config);
        process = new ProcessBuilder(
                        "/usr/sbin/apache2",
                        "-DFOREGROUND",
                        "-f",
                        folder.resolve("apache.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("apache.log").toFile())
                .start();
        long end = System.nanoTime() + START.toNanos();
        while (Shell.run("curl", "-sf", url() + "/").exitCode() != 0) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("Apache does not start:\n" + log());
            }
            Thread.sleep(100);
        }
    }

    String log() throws IOException {
        Path errors = folder.resolve("error.log");
        return Files.readString(folder.resolve("apache.log")) + (Files.exists(errors) ? Files.readString(errors) : "");
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }
}
