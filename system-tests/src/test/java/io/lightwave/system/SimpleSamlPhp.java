package io.lightwave.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Debian's SimpleSAMLphp behind TLS, at an address that the shared server may reach: an identity provider with one
/// person, `ada`, and a service provider, `default-sp`. All it is told of
/// others is the address of their metadata.
final class SimpleSamlPhp implements AutoCloseable {
    static final String PASSWORD = "difference engine";

    private final Path folder;
    private final int port;
    private final Process php;
    private final Apache tls;

    private SimpleSamlPhp(Path folder, int port, Process php, Apache tls) {
        this.folder = folder;
        this.port = port;
        this.php = php;
        this.tls = tls;
    }

    /// Started, and knowing nobody.
    ///
    /// @param anchors what it believes in
    static SimpleSamlPhp in(Path folder, Path anchors) throws IOException, InterruptedException {
        List<Integer> ports = PackagedServer.freePorts(3);
        Shell.run("sh", "-c", """
                cd '%s' && mkdir -p cert metadata tmp data pages && openssl req -x509 -newkey rsa:2048 -nodes -days 2 \\
                  -subj /CN=simplesamlphp -keyout cert/server.pem -out cert/server.crt 2>&1
                """.formatted(folder)).orThrow();
        Files.writeString(folder.resolve("authsources.php"), """
                <?php
                $config = [
                    'people' => ['exampleauth:UserPass', 'ada:%s' => ['uid' => ['ada'], 'mail' => ['ada@there.example']]],
                ];
                """.formatted(PASSWORD));
        Files.writeString(folder.resolve("metadata/saml20-idp-hosted.php"), """
                <?php
                $metadata['__DYNAMIC:1__'] = [
                    'host' => '__DEFAULT__',
                    'privatekey' => 'server.pem',
                    'certificate' => 'server.crt',
                    'auth' => 'people',
                    'userid.attribute' => 'uid',
                    'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
                    'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
                    'authproc' => [
                        3 => ['class' => 'saml:PersistentNameID', 'attribute' => 'uid'],
                        100 => ['class' => 'core:AttributeMap', 'name2oid'],
                    ],
                    'sign.logout' => true,
                    'validate.authnrequest' => true,
                ];
                """);
        ProcessBuilder server = new ProcessBuilder(
                        "/usr/bin/php",
                        "-d",
                        "openssl.cafile=" + anchors,
                        "-d",
                        "display_errors=0",
                        "-S",
                        "127.0.0.1:" + ports.get(0),
                        "-t",
                        "/usr/share/simplesamlphp/www")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("php.log").toFile());
        server.environment().put("SIMPLESAMLPHP_CONFIG_DIR", folder.toString());
        server.environment().put("PHP_CLI_SERVER_WORKERS", "4");
        if (System.getProperty("user.name").equals("root")) { // Apache is another user then
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Process php = server.start();
        Shell.awaitPort(php, ports.get(0), folder.resolve("php.log"));
        Apache tls = Apache.start(
                folder, ports.get(1), List.of("socache_shmcb", "ssl", "headers", "proxy", "proxy_http"), """
                Listen %1$s:%2$d https
                <VirtualHost %1$s:%2$d>
                  SSLEngine on
                  SSLCertificateFile %3$s
                  SSLCertificateKeyFile %4$s
                  ProxyPreserveHost on
                  ProxyPass /simplesaml/ http://127.0.0.1:%5$d/
                </VirtualHost>
                """.formatted(
                                Acme.ELSEWHERE, ports.get(2), Acme.POST.certificate(), Acme.POST.key(), ports.get(0)));
        var started = new SimpleSamlPhp(folder, ports.get(2), php, tls);
        started.knows(List.of(), Map.of());
        return started;
    }

    String url() {
        return "https://%s:%d/simplesaml".formatted(Acme.ELSEWHERE, port);
    }

    String identityProvider() {
        return url() + "/saml2/idp/metadata.php";
    }

    String serviceProvider() {
        return url() + "/module.php/saml/sp/metadata.php/default-sp";
    }

    /// A page for those who have signed in at our identity provider.
    String application() {
        return url() + "/module.php/core/authenticate.php?as=default-sp";
    }

    /// From now on it knows these, by what stands at their addresses.
    ///
    /// @param metadata addresses
    /// @param authentication sources of its own, by name
    void knows(List<String> metadata, Map<String, String> authentication) throws IOException {
        String sources = metadata.stream()
                .map("['type' => 'xml', 'url' => '%s'],"::formatted)
                .collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("config.php"), """
                <?php
                $config = [
                    'baseurlpath' => '%1$s/',
                    'certdir' => '%2$s/cert/', 'loggingdir' => '%2$s/', 'datadir' => '%2$s/data/', 'tempdir' => '%2$s/tmp/',
                    'secretsalt' => 'salt of this very test', 'auth.adminpassword' => 'for nobody at all',
                    'technicalcontact_email' => 'ada@there.example', 'timezone' => 'UTC',
                    'logging.handler' => 'file', 'logging.level' => SimpleSAML\\Logger::NOTICE,
                    'enable.saml20-idp' => true, 'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
                    'store.type' => 'sql', 'store.sql.dsn' => 'sqlite:%2$s/data/store.sq3',
                    'session.cookie.secure' => true, 'session.cookie.samesite' => 'None',
                    'attributenamemapdir' => '/etc/simplesamlphp/attributemap/', 'metadatadir' => '%2$s/metadata/',
                    'metadata.sources' => [['type' => 'flatfile', 'directory' => '%2$s/metadata/'], %3$s],
                ];
                """.formatted(url(), folder, sources));
        String more = authentication.entrySet().stream()
                .map(each -> "$config['%s'] = [%s];\n".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining());
        Path file = folder.resolve("authsources.php");
        Files.writeString(file, Files.readString(file) + more);
    }

    String log() throws IOException {
        Path own = folder.resolve("simplesamlphp.log");
        return (Files.exists(own) ? Files.readString(own) : "")
                + Files.readString(folder.resolve("php.log"))
                + tls.output();
    }

    @Override
    public void close() {
        tls.close();
        php.descendants().forEach(ProcessHandle::destroy);
        php.destroy();
        php.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
