package io.lightwave.ca.event;

import io.lightwave.ca.certificate.CertificateView;
import io.lightwave.directory.Admission;
import io.lightwave.directory.ChangeJournal.Position;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.OpenStreams;
import io.lightwave.directory.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.ObjectMapper;

/// `GET …/certificates/events`: server-sent events about a tenant's certificates, each with the certificate as it is by
/// the time it is told. The id is a position in the change log; sent back as `Last-Event-ID`, to whichever server,
/// nothing is missed, and what happened about that moment may come a second time. An event `resync` says that there was
/// more than is told one by one, or that the position is older than the log: then only a search says how things are.
@RestController
class CertificateEventsEndpoint {
    private static final Pattern EVENT_ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final String AGAIN_AFTER = "10";

    private final CertificateEvents events;
    private final EventStreams streams;
    private final InstantSource clock;
    private final ObjectMapper json;
    private final OpenStreams.Pace pace;

    CertificateEventsEndpoint(
            CertificateEvents events,
            EventStreams streams,
            InstantSource clock,
            ObjectMapper json,
            OpenStreams.Pace pace) {
        this.events = events;
        this.streams = streams;
        this.clock = clock;
        this.json = json;
        this.pace = pace;
    }

    @GetMapping("/api/v1/tenants/{tenant}/certificates/events")
    void follow(
            @PathVariable TenantId tenant,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            Admission admission,
            HttpServletRequest request,
            HttpServletResponse response) {
        Optional<Position> since = Optional.ofNullable(last).map(CertificateEventsEndpoint::position);
        try (var _ = streams.take(tenant).orElseThrow(CertificateEventsEndpoint::busy);
                var open = streams.open().following(tenant)) {
            response.setContentType("text/event-stream");
            response.setHeader("Cache-Control", "no-store");
            if (request.getMethod().equals("GET")) { // HEAD has no body to wait for
                new Stream(tenant, admission, response, since.orElseGet(events::now)).run(open);
            }
        } catch (IOException gone) {
            // the follower is gone, or may hear no more: there is nothing to tell it
        }
    }

    private static Position position(String id) {
        if (!EVENT_ID.matcher(id).matches()) {
            throw new InvalidFieldException("Last-Event-ID", "is not the id of an event of this stream");
        }
        return Position.ofFloor(Long.parseLong(id));
    }

    private static ErrorResponseException busy() {
        var problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "too many follow certificates here already");
        var busy = new ErrorResponseException(HttpStatus.SERVICE_UNAVAILABLE, problem, null);
        busy.getHeaders().set(HttpHeaders.RETRY_AFTER, AGAIN_AFTER);
        return busy;
    }

    private final class Stream {
        private final TenantId tenant;
        private final Admission admission;
        private final HttpServletResponse response;
        private final Instant end;
        private Position position;
        private long spoken = System.nanoTime();
        private long asked = spoken; // whether the caller may be told

        Stream(TenantId tenant, Admission admission, HttpServletResponse response, Position since) {
            this.tenant = tenant;
            this.admission = admission;
            this.response = response;
            this.position = since;
            Instant longest = clock.instant().plus(pace.longest());
            this.end = admission.until().isBefore(longest) ? admission.until() : longest;
        }

        void run(OpenStreams.Stream open) throws IOException {
            write("retry: 2000\n" + id());
            while (true) {
                // At first there is what happened since the position was taken.
                boolean looks = open.hasToLook(pace.deafness());
                boolean asks = looks || isOver(asked, open.isDeaf() ? pace.deafness() : pace.silence());
                if (asks ? !stands() : !clock.instant().isBefore(end)) {
                    return;
                }
                if (looks) {
                    look();
                }
                if (isOver(spoken, pace.silence())) {
                    write(":\n\n");
                }
                response.flushBuffer();
                if (open.endsWithin(pace.moment()) || open.endsBeforeNews(quiet())) {
                    return;
                }
            }
        }

        private static boolean isOver(long begin, Duration time) {
            return System.nanoTime() - begin >= time.toNanos();
        }

        private boolean stands() {
            asked = System.nanoTime();
            return clock.instant().isBefore(end) && admission.stands();
        }

        /// Until there is something to say, or to look at, even if nothing is heard.
        private Duration quiet() {
            Duration left = Duration.between(clock.instant(), end);
            Duration silence = pace.silence().minusNanos(System.nanoTime() - Math.min(spoken, asked));
            return left.compareTo(silence) < 0 ? left : silence;
        }

        /// Whoever is cut off in between goes on from before all that is told here.
        private void look() throws IOException {
            Position before = position;
            position = events.tell(tenant, before, event -> {
                if (!stands()) { // however much there is to tell
                    throw new IOException("the follower may hear no more");
                }
                write(text(event));
            });
            if (position.floor() != before.floor()) {
                write(id());
            }
        }

        private String id() {
            return "id: %d\n\n".formatted(position.floor());
        }

        private String text(CertificateEvent event) {
            return switch (event) {
                case CertificateEvent.Resync() -> "event: resync\ndata: {}\n\n";
                case CertificateEvent.Happened(var kind, var certificate) ->
                    "event: %s\ndata: %s\n\n"
                            .formatted(
                                    kind.name().toLowerCase(Locale.ROOT),
                                    json.writeValueAsString(CertificateView.of(certificate, clock.instant())));
            };
        }

        private void write(String text) throws IOException {
            response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            spoken = System.nanoTime();
        }
    }
}
