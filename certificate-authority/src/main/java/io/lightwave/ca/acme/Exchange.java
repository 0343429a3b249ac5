package io.lightwave.ca.acme;

import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.message.Nonces;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/// Answers signed requests: every answer, errors too, has the next nonce and points to the directory
/// (RFC 8555 §6.5, §7.1).
final class Exchange {
    private static final int MOST_BYTES = 128 * 1024;
    private static final String REPLAY_NONCE = "Replay-Nonce";
    private static final MediaType JOSE = MediaType.parseMediaType("application/jose+json");

    private final Nonces nonces;
    private final Addresses addresses;

    Exchange(Nonces nonces, Addresses addresses) {
        this.nonces = nonces;
        this.addresses = addresses;
    }

    /// A request as Spring hands it over.
    ///
    /// @param path below `/acme/`
    /// @param type of the body; null when none was given
    /// @param body null when there is none
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Posted(TenantId tenant, String path, @Nullable String type, byte @Nullable [] body, Origin origin) {
        byte[] octets() {
            return body == null ? new byte[0] : body;
        }
    }

    ResponseEntity<Object> answer(Posted posted, Function<Reception.Arrived, ResponseEntity<?>> operation) {
        try {
            requireForm(posted);
            var answer = operation.apply(
                    new Reception.Arrived(posted.tenant(), posted.path(), posted.octets(), posted.origin()));
            var headers = headers(posted.tenant());
            headers.addAll(answer.getHeaders());
            return new ResponseEntity<>(answer.getBody(), headers, answer.getStatusCode());
        } catch (AcmeException refused) {
            return problem(posted.tenant(), refused);
        }
    }

    ResponseEntity<Object> problem(TenantId tenant, AcmeException refused) {
        var headers = headers(tenant);
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        refused.retryAfter().ifPresent(pause -> headers.set(HttpHeaders.RETRY_AFTER, "" + pause.toSeconds()));
        refused.location().ifPresent(headers::setLocation);
        return new ResponseEntity<>(
                refused.problem(), headers, HttpStatus.valueOf(refused.problem().status()));
    }

    private static void requireForm(Posted posted) {
        if (posted.type() == null || !isJose(posted.type())) { // RFC 8555 §6.2
            throw new AcmeException(
                    AcmeProblem.of(ErrorType.MALFORMED, 415, "RFC 8555 §6.2: a request is application/jose+json"));
        }
        if (posted.octets().length > MOST_BYTES) {
            throw new AcmeException(AcmeProblem.of(ErrorType.MALFORMED, 413, "the request is larger than 128 KiB"));
        }
    }

    private static boolean isJose(String type) {
        return Arrays.stream(type.split(";"))
                .findFirst()
                .filter(bare -> bare.strip().equalsIgnoreCase(JOSE.toString()))
                .isPresent();
    }

    HttpHeaders headers(TenantId tenant) {
        var headers = new HttpHeaders();
        headers.set(REPLAY_NONCE, nonces.fresh(tenant));
        headers.set(HttpHeaders.LINK, "<%s>;rel=\"index\"".formatted(addresses.of(tenant, "directory")));
        return headers;
    }
}
