package io.lightwave.token.login;

import io.lightwave.token.session.SessionCookie;

/// Names the first form of a sign-in in one browser, for one waiting request.
final class FirstForm {
    private FirstForm() {}

    static String of(Visit visit) {
        return SessionCookie.SIGN_IN
                .read(visit.tenant().id(), visit.request())
                .orElseThrow()
                .derive("passkey for %s%n%s"
                        .formatted(visit.tenant().id(), visit.destination().encoded()));
    }
}
