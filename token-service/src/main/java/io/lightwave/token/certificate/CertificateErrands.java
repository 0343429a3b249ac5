package io.lightwave.token.certificate;

import io.lightwave.directory.Tenant;
import io.lightwave.token.opaque.ExpiredRows;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.protocol.ClientCertificates;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sends browsers to the listener that asks for a certificate, and takes what they come back with.
/// The ticket by which a browser goes there, and the answer by which it comes back, are each good
/// once, within five minutes. The answer goes to whoever shows the certificate and counts only in
/// the browser that got the ticket: somebody who makes another's browser show its certificate gets
/// nothing by it, and neither does whoever steals an answer.
public final class CertificateErrands {
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final ExpiredRows expired;
    private final Optional<URI> listener;
    private final InstantSource clock;
    private final SecureRandom random;

    CertificateErrands(JdbcClient jdbc, Optional<URI> listener, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.expired = new ExpiredRows(jdbc, clock, "certificate_errand", "ticket_hash");
        this.listener = listener;
        this.clock = clock;
        this.random = random;
    }

    /// What a browser is sent for.
    public enum Purpose {
        SIGN_IN("/login/certificate/callback"),
        SECOND_FACTOR("/login/certificate/second"),
        ENROLMENT("/account/certificates/callback");

        private final String path;

        Purpose(String path) {
            this.path = path;
        }
    }

    /// What it comes back with.
    ///
    /// @param note as it was given to [#begin]
    /// @param certificate empty when none was shown
    public record Shown(String note, Optional<X509Certificate> certificate) {}

    /// Whether there is a listener that asks for certificates.
    public boolean arePossible() {
        return listener.isPresent();
    }

    /// Where to send a browser.
    ///
    /// @param binding what only this browser's cookie gives
    /// @param note what to come back to
    public URI begin(Tenant tenant, Purpose purpose, String binding, String note) {
        expired.forgetSome(tenant.id());
        OpaqueSecret ticket = OpaqueSecret.random(random);
        jdbc.sql("""
                insert into certificate_errand (tenant_id, ticket_hash, purpose, binding, note, expires_at)
                values (?, ?, ?, ?, ?, ?)""")
                .param(tenant.id().value())
                .param(ticket.hash())
                .param(purpose.name())
                .param(binding)
                .param(note)
                .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                .update();
        return URI.create(listener.orElseThrow()
                + tenant.issuer().getRawPath()
                + "/login/certificate/show?ticket="
                + ticket.text());
    }

    /// Uses a ticket up, on whichever node: where to send the browser back to; empty when the ticket is none.
    Optional<URI> show(Tenant tenant, HttpServletRequest request) {
        return secret(request, "ticket").flatMap(ticket -> show(tenant, ticket, ClientCertificates.of(request)));
    }

    private Optional<URI> show(Tenant tenant, OpaqueSecret ticket, Optional<X509Certificate> certificate) {
        OpaqueSecret answer = OpaqueSecret.random(random);
        return jdbc.sql("""
                update certificate_errand set answer_hash = ?, certificate = ?
                 where tenant_id = ? and ticket_hash = ? and answer_hash is null and expires_at > ?
                returning purpose""")
                .param(answer.hash())
                .param(certificate.map(CertificateErrands::encoded).orElse(null))
                .param(tenant.id().value())
                .param(ticket.hash())
                .param(Timestamp.from(clock.instant()))
                .query((row, _) -> Purpose.valueOf(row.getString(1)))
                .optional()
                .map(purpose -> URI.create(tenant.issuer() + purpose.path + "?answer=" + answer.text()));
    }

    /// Uses an answer up, on whichever node; empty when it is none, another purpose's or another browser's.
    ///
    /// @param binding what only the browser's cookie gives
    public Optional<Shown> take(Tenant tenant, Purpose purpose, String binding, HttpServletRequest request) {
        return secret(request, "answer").flatMap(answer -> take(tenant, purpose, binding, answer));
    }

    private Optional<Shown> take(Tenant tenant, Purpose purpose, String binding, OpaqueSecret answer) {
        return jdbc.sql("""
                delete from certificate_errand
                 where tenant_id = ? and answer_hash = ? and purpose = ? and binding = ? and expires_at > ?
                returning note, certificate""")
                .param(tenant.id().value())
                .param(answer.hash())
                .param(purpose.name())
                .param(binding)
                .param(Timestamp.from(clock.instant()))
                .query((row, _) -> new Shown(row.getString(1), decoded(row.getBytes(2))))
                .optional();
    }

    /// Forgets all that have expired, of whichever tenant.
    int forgetExpired() {
        return expired.forget();
    }

    private static Optional<OpaqueSecret> secret(HttpServletRequest request, String name) {
        try {
            String query = request.getQueryString();
            return FormParameters.parse(query == null ? "" : query).find(name).flatMap(OpaqueSecret::parse);
        } catch (MalformedRequestException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<X509Certificate> decoded(byte @Nullable [] encoded) { // null: none was shown
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (CertificateException impossible) {
            throw new IllegalStateException(impossible); // it was read before
        }
    }
}
