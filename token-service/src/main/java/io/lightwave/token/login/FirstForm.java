package io.lightwave.token.login;

/// Names the first form of a sign-in in one browser, for one waiting request.
final class FirstForm {
    private FirstForm() {}

    static String of(Visit visit) {
        return visit.browser()
                .orElseThrow()
                .derive("passkey for %s%n%s"
                        .formatted(visit.tenant().id(), visit.destination().encoded()));
    }
}
