package io.lightwave.ca.proof;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.message.Base64Url;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.message.Sha256;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Looks for a proof, once.
public final class Proofs {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Names names;
    private final HttpProof http;
    private final TlsAlpnProof tlsAlpn;

    Proofs(AcmeSettings settings) {
        names = new Names(settings.resolver());
        var targets = new Targets(names, settings.networks());
        http = new HttpProof(targets, AnyCertificate.sockets(), settings.httpPort(), settings.tlsPort());
        tlsAlpn = new TlsAlpnProof(targets, settings.tlsPort());
    }

    /// What is wrong; empty when the proof is there. Takes fifteen seconds at most.
    ///
    /// @param keyAuthorization RFC 8555 §8.1
    public Optional<AcmeProblem> fault(Method method, Identifier identifier, String token, String keyAuthorization) {
        var look = new FutureTask<Optional<AcmeProblem>>(() -> {
            try {
                require(method, identifier, token, keyAuthorization);
                return Optional.empty();
            } catch (ProofException missing) {
                return Optional.of(missing.problem());
            }
        });
        var thread = Thread.ofVirtual().name("acme-proof").start(look);
        try {
            return look.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            thread.interrupt(); // which closes the socket it waits for
            return Optional.of(AcmeProblem.of(ErrorType.CONNECTION, "the proof did not come in time"));
        } catch (InterruptedException ended) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return Optional.of(AcmeProblem.of(ErrorType.SERVER_INTERNAL, "the server is ending"));
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        }
    }

    private void require(Method method, Identifier identifier, String token, String keyAuthorization)
            throws ProofException {
        switch (method) {
            case HTTP_01 -> http.require(host(identifier), token, keyAuthorization);
            case TLS_ALPN_01 -> tlsAlpn.require(identifier, Sha256.of(keyAuthorization));
            case DNS_01 -> dns(identifier, Base64Url.encoded(Sha256.of(keyAuthorization)));
        }
    }

    /// RFC 8555 §8.4.
    private void dns(Identifier identifier, String digest) throws ProofException {
        if (!(identifier instanceof Identifier.Dns dns)) {
            throw new ProofException(ErrorType.MALFORMED, "an address has no records of its own");
        }
        String where = "_acme-challenge." + dns.name();
        if (!names.texts(where).contains(digest)) {
            throw new ProofException(
                    ErrorType.UNAUTHORIZED,
                    "%s has no TXT record with the digest of the key authorization".formatted(where));
        }
    }

    /// As URLs have it.
    private static String host(Identifier identifier) {
        String value = identifier.written().value();
        return value.indexOf(':') < 0 ? value : "[" + value + "]";
    }
}
