package io.lightwave.server.settings;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.Pkcs11Settings;
import io.lightwave.directory.DirectorySettings.LocalSocket;
import io.lightwave.directory.Network;
import io.lightwave.directory.Password;
import io.lightwave.directory.TenantId;
import io.lightwave.server.settings.Settings.CertificateFiles;
import io.lightwave.server.settings.Settings.ExternalDatabase;
import io.lightwave.token.MailSettings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Turns the text of the settings into [Settings], refusing by name what is malformed.
final class SettingsReader {
    private static final int SMTP_PORT = 587;
    private static final int SMTPS_PORT = 465;
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern EGRESS_ENTRY = Pattern.compile("[A-Za-z0-9.:-]+(/[0-9]{1,3})?");
    private static final Pattern RESOLVER = Pattern.compile(
            "(?:(?<v4>[0-9.]+)|\\[(?<bracketed>[0-9A-Fa-f:.]+)])(?::(?<port>[0-9]{1,5}))?|(?<v6>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)");
    private static final int DNS_PORT = 53;
    private static final int MINIMUM_SECRET = 16;

    private final Map<Key, String> values;

    /// An empty value is one that is absent.
    SettingsReader(Map<Key, String> values) {
        this.values = new EnumMap<>(Key.class);
        values.forEach((key, text) -> {
            if (!text.isEmpty()) {
                this.values.put(key, text);
            }
        });
    }

    Settings read() {
        Path data = path(Key.DATA, values.getOrDefault(Key.DATA, Key.DATA.standard()));
        Listeners listeners = listeners(new PortPicker(new PortsFile(data).read()));
        URI publicUrl = url(Key.PUBLIC_URL, "https").orElseGet(() -> localhost("https", listeners.https()));
        Optional<ExternalDatabase> database = database();
        Optional<Path> masterKeyFile = text(Key.MASTER_KEY_FILE).map(file -> readable(Key.MASTER_KEY_FILE, file));
        if (database.isPresent() && masterKeyFile.isEmpty()) {
            throw new InvalidSettingException(Key.MASTER_KEY_FILE, "must be set with an external database");
        }
        return new Settings(
                data.toAbsolutePath().normalize(),
                publicUrl,
                text(Key.PUBLIC_URL).isPresent(),
                url(Key.MTLS_PUBLIC_URL, "https").orElseGet(() -> withPort(publicUrl, listeners.mtls())),
                url(Key.PKI_URL, "http").orElseGet(() -> localhost("http", listeners.http())),
                systemTenant(),
                text(Key.ADMIN_PASSWORD).map(this::adminPassword),
                bootstrapClientId(),
                text(Key.BOOTSTRAP_CLIENT_SECRET).map(SettingsReader::bootstrapSecret),
                database,
                number(Key.DATABASE_POOL_SIZE, 6, 200),
                masterKeyFile,
                listeners,
                new HttpPatience(seconds(Key.HTTP_REQUEST_TIMEOUT), seconds(Key.HTTP_IDLE_TIMEOUT)),
                seconds(Key.LDAP_IDLE_TIMEOUT),
                text(Key.BREACHED_PASSWORDS_FILE).map(file -> readable(Key.BREACHED_PASSWORDS_FILE, file)),
                bool(Key.LDAP_CLEAR_BIND_ON_LOOPBACK),
                ldapProxies(),
                ldapi(),
                certificateFiles(),
                egressAllow(),
                text(Key.EGRESS_TRUST_FILE).map(file -> readable(Key.EGRESS_TRUST_FILE, file)),
                acme(),
                authorityKeys(),
                bool(Key.CA_SHARED_ROOT),
                bool(Key.CA_ML_DSA),
                authorityToken(),
                mail(),
                auditCopies(),
                bool(Key.CONSENT_REQUIRED));
    }

    private AuditCopies auditCopies() {
        Optional<AuditCopies.Lines> lines = text(Key.AUDIT_FILE)
                .map(text -> text.equals("-")
                        ? new AuditCopies.Lines.StandardOutput()
                        : new AuditCopies.Lines.InFile(appendable(Key.AUDIT_FILE, text)));
        Optional<AuditCopies.Syslog> syslog =
                text(Key.AUDIT_SYSLOG_URL).map(text -> parsed(Key.AUDIT_SYSLOG_URL, text, AuditCopies.Syslog::parse));
        Optional<String> token = text(Key.AUDIT_OTLP_TOKEN);
        if (token.isPresent() && text(Key.AUDIT_OTLP_URL).isEmpty()) {
            throw new InvalidSettingException(
                    Key.AUDIT_OTLP_TOKEN, "has no use without " + Key.AUDIT_OTLP_URL.variable());
        }
        Optional<AuditCopies.Collector> collector = text(Key.AUDIT_OTLP_URL)
                .map(text ->
                        parsed(Key.AUDIT_OTLP_URL, text, url -> AuditCopies.Collector.parse(url, token.orElse(""))));
        return new AuditCopies(lines, syslog, collector);
    }

    private static <T> T parsed(Key key, String text, Function<String, T> parsing) {
        try {
            return parsing.apply(text);
        } catch (IllegalArgumentException unfit) {
            throw new InvalidSettingException(key, String.valueOf(unfit.getMessage()));
        }
    }

    private static Path appendable(Key key, String text) {
        Path file = path(key, text).toAbsolutePath();
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new InvalidSettingException(key, "cannot write %s".formatted(text));
        }
        return file;
    }

    private Optional<MailSettings> mail() {
        for (Key key : List.of(Key.SMTP_USERNAME, Key.SMTP_PASSWORD, Key.SMTP_FROM)) {
            Key needed = key == Key.SMTP_PASSWORD ? Key.SMTP_USERNAME : Key.SMTP_URL;
            if (values.containsKey(key) && !values.containsKey(needed)) {
                throw new InvalidSettingException(key, "has no use without " + needed.variable());
            }
        }
        return text(Key.SMTP_URL).map(this::mail);
    }

    private MailSettings mail(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException malformed) {
            throw new InvalidSettingException(Key.SMTP_URL, "not an address: '%s'".formatted(text));
        }
        boolean tls = "smtps".equals(url.getScheme());
        if ((!tls && !"smtp".equals(url.getScheme()))
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"))) {
            throw new InvalidSettingException(
                    Key.SMTP_URL, "not of the form smtps://host[:port] or smtp://host[:port]: '%s'".formatted(text));
        }
        String from = text(Key.SMTP_FROM).orElse("");
        try {
            return new MailSettings(
                    url.getHost(),
                    url.getPort() == -1 ? (tls ? SMTPS_PORT : SMTP_PORT) : url.getPort(),
                    tls,
                    text(Key.SMTP_USERNAME)
                            .map(user -> new MailSettings.Credentials(
                                    user, text(Key.SMTP_PASSWORD).orElse(""))),
                    from);
        } catch (IllegalArgumentException unfit) {
            throw new InvalidSettingException(Key.SMTP_FROM, String.valueOf(unfit.getMessage()));
        }
    }

    private Listeners listeners(PortPicker picker) {
        InetAddress all = text(Key.BIND_ADDRESS)
                .filter(address -> !address.equals("all"))
                .map(address -> address(Key.BIND_ADDRESS, address))
                .orElseGet(SettingsReader::anyAddress);
        InetAddress management =
                address(Key.MANAGEMENT_ADDRESS, values.getOrDefault(Key.MANAGEMENT_ADDRESS, "127.0.0.1"));
        return new Listeners(
                all,
                picker.pick("https", Key.HTTPS_PORT, port(Key.HTTPS_PORT), all),
                picker.pick("http", Key.HTTP_PORT, port(Key.HTTP_PORT), all),
                picker.pick("mtls", Key.MTLS_PORT, port(Key.MTLS_PORT), all),
                picker.pick("ldap", Key.LDAP_PORT, port(Key.LDAP_PORT), all),
                picker.pick("ldaps", Key.LDAPS_PORT, port(Key.LDAPS_PORT), all),
                management,
                picker.pick("management", Key.MANAGEMENT_PORT, port(Key.MANAGEMENT_PORT), management),
                plainHttp(picker));
    }

    private OptionalInt plainHttp(PortPicker picker) {
        String text = values.getOrDefault(Key.PLAIN_HTTP_PORT, "off");
        return text.equals("off") || text.equals("false") // what YAML makes of off
                ? OptionalInt.empty()
                : OptionalInt.of(picker.pick(
                        "plainHttp", Key.PLAIN_HTTP_PORT, port(Key.PLAIN_HTTP_PORT), InetAddress.getLoopbackAddress()));
    }

    private TenantId systemTenant() {
        try {
            return new TenantId(values.getOrDefault(Key.SYSTEM_TENANT, Key.SYSTEM_TENANT.standard()));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(Key.SYSTEM_TENANT, String.valueOf(e.getMessage()));
        }
    }

    private Password adminPassword(String text) {
        try {
            if (text.length() < 8) {
                throw new IllegalArgumentException("a password has at least 8 characters");
            }
            if (text.toLowerCase(Locale.ROOT).contains("admin")) {
                throw new IllegalArgumentException("a password must not contain the user name, admin");
            }
            return Password.of(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(Key.ADMIN_PASSWORD, String.valueOf(e.getMessage()));
        }
    }

    private String bootstrapClientId() {
        String id = values.getOrDefault(Key.BOOTSTRAP_CLIENT_ID, Key.BOOTSTRAP_CLIENT_ID.standard());
        if (!CLIENT_ID.matcher(id).matches()) {
            throw new InvalidSettingException(
                    Key.BOOTSTRAP_CLIENT_ID, "not a client id (letters, digits, '.', '_', '-', at most 100)");
        }
        return id;
    }

    private static String bootstrapSecret(String secret) {
        boolean printable = secret.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (secret.length() < MINIMUM_SECRET || secret.length() > 200 || !printable) {
            throw new InvalidSettingException(
                    Key.BOOTSTRAP_CLIENT_SECRET, "a secret has 16 to 200 printable ASCII characters without blanks");
        }
        return secret;
    }

    private Optional<ExternalDatabase> database() {
        Optional<String> url = text(Key.DATABASE_URL);
        if (url.isEmpty()) {
            for (Key key : Set.of(Key.DATABASE_USERNAME, Key.DATABASE_PASSWORD)) {
                if (values.containsKey(key)) {
                    throw new InvalidSettingException(key, "has no use without " + Key.DATABASE_URL.variable());
                }
            }
            return Optional.empty();
        }
        if (!url.get().startsWith("jdbc:postgresql:")) {
            throw new InvalidSettingException(Key.DATABASE_URL, "not a JDBC URL of PostgreSQL (jdbc:postgresql://…)");
        }
        return Optional.of(new ExternalDatabase(
                url.get(),
                text(Key.DATABASE_USERNAME).orElse(""),
                text(Key.DATABASE_PASSWORD).orElse("")));
    }

    private Optional<CertificateFiles> certificateFiles() {
        Optional<String> chain = text(Key.TLS_CERTIFICATE_FILE);
        Optional<String> key = text(Key.TLS_KEY_FILE);
        if (chain.isPresent() != key.isPresent()) {
            Key missing = chain.isPresent() ? Key.TLS_KEY_FILE : Key.TLS_CERTIFICATE_FILE;
            throw new InvalidSettingException(missing, "the certificate and its key are set together or not at all");
        }
        return chain.map(file -> new CertificateFiles(
                readable(Key.TLS_CERTIFICATE_FILE, file), readable(Key.TLS_KEY_FILE, key.orElseThrow())));
    }

    private List<String> list(Key key) {
        return text(key).stream()
                .flatMap(text -> List.of(text.split(",")).stream())
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private List<Network> ldapProxies() {
        return list(Key.LDAP_PROXY_NETWORKS).stream()
                .map(entry -> {
                    try {
                        return Network.parse(entry.toLowerCase(Locale.ROOT));
                    } catch (IllegalArgumentException e) {
                        throw new InvalidSettingException(Key.LDAP_PROXY_NETWORKS, String.valueOf(e.getMessage()));
                    }
                })
                .toList();
    }

    private Optional<LocalSocket> ldapi() {
        Optional<String> socket = text(Key.LDAPI_SOCKET);
        if (socket.isEmpty()) {
            for (Key key : List.of(Key.LDAPI_PERMISSIONS, Key.LDAPI_ADMINISTRATORS)) {
                if (values.containsKey(key)) {
                    throw new InvalidSettingException(key, "has no use without " + Key.LDAPI_SOCKET.variable());
                }
            }
        }
        return socket.map(text -> new LocalSocket(
                path(Key.LDAPI_SOCKET, text).toAbsolutePath(), ldapiPermissions(), list(Key.LDAPI_ADMINISTRATORS)));
    }

    /// As `ls` shows them, since a file of settings may take 0660 for a number.
    private Set<PosixFilePermission> ldapiPermissions() {
        String text = values.getOrDefault(Key.LDAPI_PERMISSIONS, Key.LDAPI_PERMISSIONS.standard());
        try {
            return PosixFilePermissions.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    Key.LDAPI_PERMISSIONS, "not permissions as rw-rw----: '%s'".formatted(text));
        }
    }

    private List<String> egressAllow() {
        return list(Key.EGRESS_ALLOW).stream()
                .map(entry -> {
                    if (!EGRESS_ENTRY.matcher(entry).matches()) {
                        throw new InvalidSettingException(
                                Key.EGRESS_ALLOW, "neither a host nor a CIDR range: '%s'".formatted(entry));
                    }
                    return entry.toLowerCase(Locale.ROOT);
                })
                .toList();
    }

    private AcmeSettings acme() {
        List<String> networks = list(Key.ACME_NETWORKS);
        try {
            return new AcmeSettings(
                    networks,
                    text(Key.ACME_RESOLVER).map(this::resolver),
                    number(Key.ACME_HTTP_PORT, 1, 65_535),
                    number(Key.ACME_TLS_PORT, 1, 65_535),
                    AcmeSettings.DEFAULTS.pauses(),
                    bool(Key.ACME_CHAOS));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidSettingException(Key.ACME_NETWORKS, String.valueOf(malformed.getMessage()));
        }
    }

    private AuthorityKeyType authorityKeys() {
        String word = text(Key.CA_KEY_TYPE).orElse(Key.CA_KEY_TYPE.standard());
        AuthorityKeyType type = AuthorityKeyType.of(word)
                .orElseThrow(() -> new InvalidSettingException(
                        Key.CA_KEY_TYPE,
                        "neither ec-p256, ec-p384, rsa-3072, rsa-4096 nor ed25519: '%s'".formatted(word)));
        if (type == AuthorityKeyType.ML_DSA_65) {
            throw new InvalidSettingException(
                    Key.CA_KEY_TYPE,
                    "authorities get keys of ML-DSA-65 by rotation only, since TLS clients could not verify the server");
        }
        if (text(Key.CA_TOKEN_LIBRARY).isPresent() && !type.isForTokens()) {
            throw new InvalidSettingException(Key.CA_KEY_TYPE, "a token makes no keys of the kind " + word);
        }
        return type;
    }

    private Optional<Pkcs11Settings> authorityToken() {
        Optional<String> library = text(Key.CA_TOKEN_LIBRARY);
        for (Key key : List.of(Key.CA_TOKEN_SLOT, Key.CA_TOKEN_PIN)) {
            if (values.containsKey(key) != library.isPresent()) {
                throw new InvalidSettingException(
                        key,
                        library.isPresent()
                                ? "must be set with " + Key.CA_TOKEN_LIBRARY.variable()
                                : "has no use without " + Key.CA_TOKEN_LIBRARY.variable());
            }
        }
        return library.map(file -> new Pkcs11Settings(
                readable(Key.CA_TOKEN_LIBRARY, file)
                        .toAbsolutePath()
                        .normalize()
                        .toString(),
                slot(text(Key.CA_TOKEN_SLOT).orElse("")),
                text(Key.CA_TOKEN_PIN).orElse("")));
    }

    private static long slot(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new InvalidSettingException(Key.CA_TOKEN_SLOT, "not a number: '%s'".formatted(text));
        }
        return Long.parseLong(text);
    }

    /// An address, with brackets around IPv6 where a port follows.
    private InetSocketAddress resolver(String text) {
        var parts = RESOLVER.matcher(text);
        if (!parts.matches()) {
            throw new InvalidSettingException(
                    Key.ACME_RESOLVER, "neither ADDRESS nor ADDRESS:PORT: '%s'".formatted(text));
        }
        String literal = parts.group("bracketed") != null
                ? parts.group("bracketed")
                : parts.group("v4") != null ? parts.group("v4") : parts.group("v6");
        int port = parts.group("port") == null ? DNS_PORT : Integer.parseInt(parts.group("port"));
        if (port > 65_535) {
            throw new InvalidSettingException(Key.ACME_RESOLVER, "not a port: '%s'".formatted(text));
        }
        return new InetSocketAddress(address(Key.ACME_RESOLVER, literal), port);
    }

    /// Scheme, host and port only; a trailing slash is dropped.
    private Optional<URI> url(Key key, String scheme) {
        return text(key).map(text -> {
            try {
                URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
                boolean bare = url.getRawPath().isEmpty()
                        && url.getRawQuery() == null
                        && url.getRawFragment() == null
                        && url.getRawUserInfo() == null;
                if (!scheme.equals(url.getScheme()) || url.getHost() == null || !bare) {
                    throw new InvalidSettingException(
                            key, "must be %s://HOST or %s://HOST:PORT".formatted(scheme, scheme));
                }
                return new URI(scheme, null, url.getHost().toLowerCase(Locale.ROOT), url.getPort(), null, null, null);
            } catch (URISyntaxException | NullPointerException e) {
                throw new InvalidSettingException(key, "not a URL: '%s'".formatted(text));
            }
        });
    }

    private static URI localhost(String scheme, int port) {
        return URI.create("%s://localhost:%d".formatted(scheme, port));
    }

    private static URI withPort(URI url, int port) {
        return URI.create("%s://%s:%d".formatted(url.getScheme(), url.getHost(), port));
    }

    private int port(Key key) {
        return number(key, 0, 65_535);
    }

    private int number(Key key, int least, int most) {
        String text = values.getOrDefault(key, key.standard());
        try {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw new NumberFormatException();
            }
            return number;
        } catch (NumberFormatException e) {
            throw new InvalidSettingException(key, "not a number from %d to %d: '%s'".formatted(least, most, text));
        }
    }

    private Duration seconds(Key key) {
        return Duration.ofSeconds(number(key, 1, 86_400));
    }

    private boolean bool(Key key) {
        String text = values.getOrDefault(key, key.standard());
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidSettingException(key, "neither true nor false: '%s'".formatted(text));
        };
    }

    private static InetAddress address(Key key, String text) {
        try {
            if (!IP_LITERAL.matcher(text).matches()) {
                throw new UnknownHostException();
            }
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new InvalidSettingException(key, "not an IP address: '%s'".formatted(text));
        }
    }

    /// `::` takes IPv4 too, where the machine has IPv6.
    private static InetAddress anyAddress() {
        try {
            boolean ipv6 = java.net.NetworkInterface.networkInterfaces()
                    .flatMap(java.net.NetworkInterface::inetAddresses)
                    .anyMatch(Inet6Address.class::isInstance);
            return InetAddress.getByName(ipv6 ? "::" : "0.0.0.0");
        } catch (java.io.IOException e) {
            throw new InvalidSettingException("cannot list the network interfaces: " + e.getMessage());
        }
    }

    private static Path readable(Key key, String text) {
        Path file = path(key, text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new InvalidSettingException(key, "cannot read %s".formatted(text));
        }
        return file.toAbsolutePath();
    }

    private static Path path(Key key, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidSettingException(key, "not a path: '%s'".formatted(text));
        }
    }

    private Optional<String> text(Key key) {
        return Optional.ofNullable(values.get(key));
    }
}
