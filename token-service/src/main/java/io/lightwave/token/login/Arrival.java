package io.lightwave.token.login;

import io.lightwave.token.federation.Upstream;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;

/// Goes on with whoever has come back from a provider.
final class Arrival {
    private final Visits visits;
    private final Banners banners;
    private final Elsewhere elsewhere;
    private final SignInFlow flow;
    private final SignInAnswers answers;
    private final Linking linking;

    Arrival(
            Visits visits,
            Banners banners,
            Elsewhere elsewhere,
            SignInFlow flow,
            SignInAnswers answers,
            Linking linking) {
        this.visits = visits;
        this.banners = banners;
        this.elsewhere = elsewhere;
        this.flow = flow;
        this.answers = answers;
        this.linking = linking;
    }

    /// @param arrived empty when there is no such provider, or the browser is not known
    ResponseEntity<?> show(Visit visit, UUID provider, Optional<Elsewhere.Arrived> arrived) {
        return arrived.<ResponseEntity<?>>map(
                        known -> visits.resume(visit, known.destination(), resumed -> goOn(resumed, known)))
                .orElseGet(() -> refused(visit, provider, "no such provider, or another browser"));
    }

    /// With what is no answer at all.
    ResponseEntity<?> refused(Visit visit, UUID provider, String reason) {
        return answers.show(visit, flow.elsewhereRefused(visit, provider.toString(), reason), "");
    }

    private ResponseEntity<?> goOn(Visit visit, Elsewhere.Arrived arrived) {
        Optional<Upstream.Arrival> toLink =
                arrived.arrival().filter(arrival -> arrival.linking().isPresent());
        if (toLink.isPresent()) {
            return linking.link(
                    visit,
                    arrived.provider(),
                    toLink.get(),
                    toLink.get().linking().orElseThrow());
        }
        // whoever has not been sent there has seen none of our pages yet
        Optional<ResponseEntity<String>> banner =
                arrived.arrival().isPresent() ? banners.before(visit) : Optional.empty();
        return banner.isPresent() ? banner.get() : answers.show(visit, elsewhere.goOn(visit, arrived));
    }
}
