package io.lightwave.server.settings;

import java.util.Locale;
import java.util.Optional;

/// Every setting there is. `docs/configuration.md` is held against this list by a test.
enum Key {
    DATA("./data", "Folder of everything the server keeps on disk; made when missing."),
    PUBLIC_URL(
            "https://localhost:8443",
            "Where clients reach the HTTPS listener; issuers are below it. Fixed at the first start."),
    SYSTEM_TENANT("lightwave.local", "Tenant whose administrators operate the installation. Fixed at the first start."),
    ADMIN_PASSWORD("generated", "Password of the first administrator; first start only.", true),
    BOOTSTRAP_CLIENT_ID("bootstrap", "Client for automation, administrator of the system tenant; first start only."),
    BOOTSTRAP_CLIENT_SECRET("generated", "Its secret, at least 16 characters; first start only.", true),
    DATABASE_URL("embedded PostgreSQL", "JDBC URL of an external PostgreSQL (15 or newer): jdbc:postgresql://…"),
    DATABASE_USERNAME("", "User of the external database."),
    DATABASE_PASSWORD("", "Its password.", true),
    DATABASE_POOL_SIZE("10", "Connections to the database at most, 6 to 200."),
    MASTER_KEY_FILE("master.key in the data folder", "File of the master key; must be set with an external database."),
    BIND_ADDRESS("all", "IP address the listeners bind to, management excepted; `all` is every interface."),
    HTTPS_PORT("8443", "HTTPS: console, OAuth, SCIM, REST. 0 picks a free port, for each listener."),
    HTTP_PORT("8080", "Plain HTTP for CRLs, OCSP and issuer certificates only."),
    PKI_URL("http://localhost:8080", "Where relying parties reach the plain HTTP listener; goes into certificates."),
    MTLS_PORT("9443", "HTTPS that requests a client certificate."),
    MTLS_PUBLIC_URL("the public URL's host, mTLS port", "Where clients reach the mutual-TLS listener."),
    TLS_CERTIFICATE_FILE(
            "issued by the system tenant's authority", "PEM chain of the server's certificate; reloaded on change."),
    TLS_KEY_FILE("", "PEM private key (PKCS #8) that belongs to it; reloaded on change."),
    LDAP_PORT("1389", "LDAP with StartTLS."),
    LDAPS_PORT("1636", "LDAP over TLS."),
    HTTP_REQUEST_TIMEOUT(
            "20",
            "Seconds that HTTP clients have for the TLS handshake, for the head of a request, and for its body, with"
                    + " one more for each KiB of it."),
    HTTP_IDLE_TIMEOUT("60", "Seconds that an HTTP connection is kept between two requests."),
    LDAP_IDLE_TIMEOUT("900", "Seconds that an LDAP connection is kept without a request."),
    BREACHED_PASSWORDS_FILE(
            "", "Sorted SHA-1 hashes of breached passwords, one a line, which nobody may choose from then on."),
    LDAP_CLEAR_BIND_ON_LOOPBACK(
            "false", "Whether a simple bind may come over a clear connection when both ends are on loopback."),
    LDAP_PROXY_NETWORKS(
            "",
            "CIDR ranges, comma separated, of load balancers; what connects from there to LDAP must begin with a PROXY"
                    + " header of version 2."),
    LDAPI_SOCKET("", "Unix socket for LDAP beside the ports; made anew at the start."),
    LDAPI_PERMISSIONS("rw-rw----", "Permissions of the socket: who may write may connect."),
    LDAPI_ADMINISTRATORS(
            "",
            "Users of this machine, by name, comma separated, who are the system tenant's `admin` by SASL"
                    + " EXTERNAL on the socket."),
    MANAGEMENT_PORT("9090", "Plain HTTP for health and metrics."),
    MANAGEMENT_ADDRESS("127.0.0.1", "IP address the management listener binds to."),
    EGRESS_ALLOW(
            "", "Hosts and CIDR ranges, comma separated, that may be fetched from although their address is private."),
    EGRESS_TRUST_FILE("", "PEM file of certificate authorities to trust, beside the platform's own, when fetching."),
    SMTP_URL("", "Where letters to people are handed over, always under TLS: smtps://host[:465] or smtp://host[:587]."),
    SMTP_USERNAME("", "User of that server; without one nobody signs in there."),
    SMTP_PASSWORD("", "Its password.", true),
    SMTP_FROM("", "Address that letters come from; must be set with the server."),
    AUDIT_FILE(
            "", "File that the audit events of all tenants are appended to, as lines of JSON; `-` is standard output."),
    AUDIT_SYSLOG_URL(
            "",
            "Syslog server that gets them too: tls://host[:6514], or udp://127.0.0.1[:514] for one on this machine."),
    AUDIT_OTLP_URL(
            "",
            "OpenTelemetry collector that gets them too, by OTLP/HTTP: for instance"
                    + " https://collector.example:4318/v1/logs."),
    AUDIT_OTLP_TOKEN("", "Bearer token that the collector wants.", true),
    ACME_NETWORKS(
            "",
            "CIDR ranges, comma separated, where ACME's proofs of control are looked for, and `public` for the"
                    + " Internet; nothing else is reached."),
    ACME_RESOLVER("the system's", "DNS server to ask for these proofs, as ADDRESS or ADDRESS:PORT."),
    ACME_HTTP_PORT("80", "Port of `http-01`; another one than the standard's is for tests."),
    ACME_TLS_PORT("443", "Port of `tls-alpn-01`; another one than the standard's is for tests."),
    ACME_CHAOS(
            "false",
            "For tests of clients: refuses one good nonce in twenty, never two in a row, and takes its time to validate."),
    CA_KEY_TYPE(
            "ec-p256",
            "What authorities made from now on sign with: `ec-p256`, `ec-p384`, `rsa-3072`, `rsa-4096` or `ed25519`."),
    CA_ML_DSA(
            "false",
            "Whether keys of ML-DSA-65 (RFC 9881) are certified where a profile names them, and authorities may have"
                    + " such by a rotation with `keyType`. Few programs read them yet."),
    CA_SHARED_ROOT(
            "false",
            "Whether what tenants made from now on issue with is certified by the system tenant's root, for the tenant's"
                    + " names alone; otherwise each has a root of its own."),
    CA_TOKEN_LIBRARY(
            "",
            "PKCS #11 module (a shared object) of a token that keeps the keys of authorities made from then on; the"
                    + " start fails without that token."),
    CA_TOKEN_SLOT("", "Number of the token's slot."),
    CA_TOKEN_PIN("", "The user's PIN of the token.", true),
    CONSENT_REQUIRED(
            "false",
            "Whether trusted issuers and node authorities that a tenant's own administrators register count only after the"
                    + " system tenant's consent, and join tokens are the system tenant's to make."),
    PLAIN_HTTP_PORT("off", "For measurements: everything of the HTTPS listener without TLS, on 127.0.0.1 only.");

    static final String PREFIX = "LIGHTWAVE_";

    private final String standard;
    private final String meaning;
    private final boolean secret;

    Key(String standard, String meaning) {
        this(standard, meaning, false);
    }

    Key(String standard, String meaning, boolean secret) {
        this.standard = standard;
        this.meaning = meaning;
        this.secret = secret;
    }

    /// The environment variable.
    String variable() {
        return PREFIX + name();
    }

    /// The key in a file.
    String property() {
        return "lightwave." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String standard() {
        return standard;
    }

    String meaning() {
        return meaning;
    }

    /// Whether `…_FILE` is accepted too, naming a file that holds the value.
    boolean secret() {
        return secret;
    }

    static Optional<Key> of(String variable) {
        for (Key key : values()) {
            if (key.variable().equals(variable)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /// The secret whose file the variable names.
    static Optional<Key> secretInFile(String variable) {
        return variable.endsWith("_FILE")
                ? of(variable.substring(0, variable.length() - "_FILE".length()))
                        .filter(Key::secret)
                : Optional.empty();
    }
}
