package io.lightwave.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An Apache with `mod_auth_mellon` in front of one page, on a free port of the loopback.
final class Mellon implements AutoCloseable {
    private final Path folder;
    private final int port;
    private @Nullable Apache apache; // null until it is started

    private Mellon(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /// Not started yet: it wants the identity provider's metadata, which wants its own first.
    static Mellon in(Path folder) throws IOException {
        Mellon mellon = new Mellon(folder, PackagedServer.freePorts(1).getFirst());
        Files.createDirectories(folder.resolve("pages/private"));
        Files.writeString(folder.resolve("pages/index.html"), "in front of it");
        Files.writeString(folder.resolve("pages/private/index.html"), "behind the door");
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
        if (System.getProperty("user.name").equals("root")) { // Apache is another user then
            for (Path file : new Path[] {folder, folder.resolve("pages"), folder.resolve("pages/private")}) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        apache = Apache.start(folder, port, List.of("dir", "setenvif", "auth_mellon"), """
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
                """.formatted(folder));
    }

    String log() throws IOException {
        return apache == null ? "" : apache.output();
    }

    @Override
    public void close() {
        if (apache != null) {
            apache.close();
        }
    }
}
