package io.lightwave.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Debian's Shibboleth service provider in an Apache behind TLS, in front of one page, at an address that the shared
/// server may reach. All it is told of the identity provider is the address of its metadata.
final class Shibboleth implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process daemon;
    private @Nullable Apache apache; // null until it is started

    private Shibboleth(Path folder, int port, Process daemon) {
        this.folder = folder;
        this.port = port;
        this.daemon = daemon;
    }

    /// @param anchors what it believes in
    static Shibboleth in(Path folder, String idp, Path anchors) throws IOException, InterruptedException {
        List<Integer> ports = PackagedServer.freePorts(2);
        int port = ports.get(1);
        Shell.run("sh", "-c", """
                cd '%s' && mkdir -p pages/private run && openssl req -x509 -newkey rsa:3072 -nodes -days 2 \\
                  -subj /CN=shibboleth -keyout key.pem -out cert.pem 2>&1
                """.formatted(folder)).orThrow();
        // Debian's map knows no mail, and says that deployments add it
        Files.writeString(folder.resolve("attribute-map.xml"), """
                <Attributes xmlns="urn:mace:shibboleth:2.0:attribute-map">
                  <Attribute name="urn:oid:0.9.2342.19200300.100.1.3" id="mail"/>
                </Attributes>
                """);
        Files.writeString(folder.resolve("pages/private/index.html"), "mail is <!--#echo var=\"mail\" -->");
        Files.writeString(folder.resolve("shibboleth2.xml"), """
                <SPConfig xmlns="urn:mace:shibboleth:3.0:native:sp:config" clockSkew="180">
                  <OutOfProcess logger="/etc/shibboleth/console.logger"/>
                  <InProcess logger="/etc/shibboleth/console.logger"/>
                  <UnixListener address="%1$s/run/shibd.sock"/>
                  <ApplicationDefaults entityID="%2$s/Shibboleth.sso/Metadata" REMOTE_USER="mail" signing="true">
                    <Sessions lifetime="28800" timeout="3600" relayState="ss:mem" checkAddress="false" handlerSSL="true"
                      cookieProps="https" redirectLimit="exact">
                      <SSO entityID="%3$s">SAML2</SSO>
                      <Logout>SAML2 Local</Logout>
                      <Handler type="MetadataGenerator" Location="/Metadata" signing="false"/>
                    </Sessions>
                    <Errors supportContact="root@localhost"/>
                    <MetadataProvider type="XML" validate="true" url="%3$s" backingFilePath="%1$s/run/idp.xml">
                      <TransportOption provider="CURL" option="10065">%4$s</TransportOption>
                      <MetadataFilter type="RequireValidUntil" maxValidityInterval="2419200"/>
                    </MetadataProvider>
                    <AttributeExtractor type="XML" validate="true" path="%1$s/attribute-map.xml"/>
                    <AttributeFilter type="XML" validate="true" path="/etc/shibboleth/attribute-policy.xml"/>
                    <CredentialResolver type="File" key="%1$s/key.pem" certificate="%1$s/cert.pem"/>
                  </ApplicationDefaults>
                  <SecurityPolicyProvider type="XML" validate="true" path="/etc/shibboleth/security-policy.xml"/>
                  <ProtocolProvider type="XML" validate="true" path="/etc/shibboleth/protocols.xml"/>
                </SPConfig>
                """.formatted(folder, url(port), idp, anchors));
        Process daemon = new ProcessBuilder(
                        "/usr/sbin/shibd",
                        "-f",
                        "-F",
                        "-c",
                        folder.resolve("shibboleth2.xml").toString(),
                        "-p",
                        folder.resolve("run/shibd.pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shibd.log").toFile())
                .start();
        var started = new Shibboleth(folder, port, daemon);
        try {
            started.listens();
            started.serves(ports.get(0));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            started.close();
            throw failed;
        }
        return started;
    }

    private void listens() throws IOException, InterruptedException {
        for (int i = 0; i < 1200 && !Files.exists(folder.resolve("run/shibd.sock")); i++) {
            if (daemon.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it ended:\n" + log());
            }
        }
        if (System.getProperty("user.name").equals("root")) { // Apache is another user then
            for (String file : new String[] {".", "pages", "pages/private", "run", "run/shibd.sock"}) {
                Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            Files.setPosixFilePermissions(
                    folder.resolve("shibboleth2.xml"), PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private void serves(int inner) throws IOException, InterruptedException {
        apache = Apache.start(folder, inner, List.of("dir", "socache_shmcb", "ssl", "include", "mime"), """
                LoadModule mod_shib /usr/lib/apache2/modules/mod_shib.so
                ShibConfig %1$s/shibboleth2.xml
                TypesConfig /dev/null
                AddType text/html .html
                Listen %2$s:%3$d https
                <VirtualHost %2$s:%3$d>
                  ServerName https://%2$s:%3$d
                  UseCanonicalName on
                  SSLEngine on
                  SSLCertificateFile %4$s
                  SSLCertificateKeyFile %5$s
                  DirectoryIndex index.html
                  <Directory />
                    Require all granted
                  </Directory>
                  <Location /private>
                    AuthType shibboleth
                    ShibRequestSetting requireSession 1
                    Require shib-session
                    Options +Includes
                    AddOutputFilter INCLUDES .html
                  </Location>
                </VirtualHost>
                """.formatted(
                        folder, Acme.ELSEWHERE, port, Acme.POST.certificate(), Acme.POST.key()));
    }

    private static String url(int port) {
        return "https://%s:%d".formatted(Acme.ELSEWHERE, port);
    }

    String serviceProvider() {
        return url(port) + "/Shibboleth.sso/Metadata";
    }

    /// A page for those who have signed in.
    String application() {
        return url(port) + "/private/index.html";
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("shibd.log")) + (apache == null ? "" : apache.output());
    }

    @Override
    public void close() {
        if (apache != null) {
            apache.close();
        }
        daemon.destroy();
        daemon.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
