package io.lightwave.server.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/// Where copies of the audit trail go.
///
/// @param lines as lines of JSON
/// @param syslog by RFC 5424
/// @param collector as OpenTelemetry's logs
public record AuditCopies(Optional<Lines> lines, Optional<Syslog> syslog, Optional<Collector> collector) {
    private static final int SYSLOG_TLS = 6514;
    private static final int SYSLOG_UDP = 514;

    /// Lines of JSON.
    public sealed interface Lines {
        record StandardOutput() implements Lines {}

        record InFile(Path file) implements Lines {}
    }

    /// @param tls by RFC 5425, else by RFC 5426 to this machine itself
    public record Syslog(String host, int port, boolean tls) {

        /// @throws IllegalArgumentException on anything but `tls://host[:port]` and `udp://ADDRESS[:port]`
        static Syslog parse(String text) {
            URI url = uri(text);
            boolean tls = "tls".equals(url.getScheme());
            if ((!tls && !"udp".equals(url.getScheme()))
                    || url.getHost() == null
                    || url.getPort() == 0
                    || !text.equals(url.getScheme() + "://" + url.getHost()
                            + (url.getPort() == -1 ? "" : ":" + url.getPort()))) {
                throw new IllegalArgumentException(
                        "not of the form tls://host[:port] or udp://ADDRESS[:port]: '%s'".formatted(text));
            }
            if (!tls && !isLoopback(url.getHost())) {
                throw new IllegalArgumentException(
                        "udp is for a loopback address of this machine, such as udp://127.0.0.1: '%s'".formatted(text));
            }
            return new Syslog(url.getHost(), url.getPort() == -1 ? tls ? SYSLOG_TLS : SYSLOG_UDP : url.getPort(), tls);
        }

        private static boolean isLoopback(String host) {
            try {
                return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
            } catch (IllegalArgumentException _) {
                return false;
            }
        }
    }

    /// A collector that speaks OTLP/HTTP.
    ///
    /// @param token for `Authorization: Bearer`; empty for none
    public record Collector(URI address, String token) {

        @Override
        public String toString() { // the token is nobody's business
            return address.toString();
        }

        /// @throws IllegalArgumentException on anything but `https://host[:port]/path`, or on an unfit token
        static Collector parse(String text, String token) {
            URI url = uri(text);
            if (!"https".equals(url.getScheme())
                    || url.getHost() == null
                    || url.getRawUserInfo() != null
                    || url.getRawFragment() != null
                    || url.getRawPath().length() < 2) {
                throw new IllegalArgumentException(
                        "not of the form https://host[:port]/path, for instance https://collector.example:4318/v1/logs");
            }
            if (!token.chars().allMatch(each -> each > ' ' && each < 0x7F)) {
                throw new IllegalArgumentException("its token is not one of printable ASCII characters without blanks");
            }
            return new Collector(url, token);
        }
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("not an address: '%s'".formatted(text), malformed);
        }
    }
}
