package io.lightwave.directory.audit;

import io.lightwave.directory.AuditEvent;
import java.util.UUID;

/// An event as it is stored. Its text comes from whoever knocks at the door, so it is made storable and short:
/// control characters and halves of surrogate pairs become U+FFFD, and the rest of what is too long is cut off.
///
/// @param micros since 1970
record AuditRow(
        String tenant,
        UUID id,
        long micros,
        String actor,
        String action,
        String target,
        String address,
        String outcome,
        String reason,
        String requestId) {
    private static final int SHORT = 256;
    private static final int LONG = 1024;

    static String nameOf(AuditEvent.Outcome outcome) {
        return switch (outcome) {
            case SUCCESS -> "success";
            case REFUSED -> "refused";
            case FAILED -> "failed";
        };
    }

    static AuditRow of(AuditEvent event, UUID id, long micros) {
        return new AuditRow(
                event.tenant().value(),
                id,
                micros,
                storable(event.actor(), SHORT),
                storable(event.action(), SHORT),
                storable(event.target(), LONG),
                storable(event.origin().address(), SHORT),
                nameOf(event.outcome()),
                reason(event),
                storable(event.origin().requestId(), SHORT));
    }

    /// What the peer says of itself stands apart from what we know.
    private static String reason(AuditEvent event) {
        String session = event.origin().session();
        return session.isEmpty()
                ? storable(event.reason(), LONG)
                : storable(event.reason(), LONG / 2) + " [unverified session: " + storable(session, LONG / 2) + "]";
    }

    static String storable(String text, int maximum) {
        if (text.length() > maximum) {
            return storable(text.substring(0, maximum - 1), maximum) + '…';
        }
        for (int n = 0; n < text.length(); n++) {
            char c = text.charAt(n);
            if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        var storable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || (c <= 0xFFFF && Character.isSurrogate((char) c)) ? 0xFFFD : c)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }
}
