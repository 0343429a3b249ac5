package io.lightwave.directory.schema;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Generalized Time syntax (RFC 4517 §3.3.13).
public final class GeneralizedTime {
    private static final Pattern FORM =
            Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(\\d{2})(?:(\\d{2})(\\d{2})?)?(?:[.,](\\d{1,30}))?"
                    + "(?:Z|([+-])([01]\\d|2[0-3])([0-5]\\d)?)");
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'.'SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private GeneralizedTime() {}

    /// In whole seconds of UTC, the form that DER asks for.
    public static String format(Instant instant) {
        return SECONDS.format(instant);
    }

    /// In microseconds of UTC, always with all six digits.
    public static String formatMicros(Instant instant) {
        return MICROS.format(instant);
    }

    /// @throws IllegalArgumentException when it is no such time
    public static Instant parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a generalized time");
        }
        String minute = matcher.group(5);
        String second = matcher.group(6);
        Duration unit =
                second != null ? Duration.ofSeconds(1) : minute != null ? Duration.ofMinutes(1) : Duration.ofHours(1);
        int seconds = second == null ? 0 : Math.min(Integer.parseInt(second), second.equals("60") ? 59 : 99);
        try {
            LocalDateTime local = LocalDateTime.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    Integer.parseInt(matcher.group(4)),
                    minute == null ? 0 : Integer.parseInt(minute),
                    seconds);
            Instant whole = local.toInstant(ZoneOffset.UTC).minus(ahead(matcher));
            return matcher.group(7) == null ? whole : whole.plus(fraction(matcher.group(7), unit));
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("not a generalized time", e);
        }
    }

    /// Of UTC; up to a day, which is more than a [ZoneOffset] takes.
    private static Duration ahead(Matcher matcher) {
        if (matcher.group(8) == null) {
            return Duration.ZERO;
        }
        Duration ahead = Duration.ofHours(Integer.parseInt(matcher.group(9)));
        if (matcher.group(10) != null) {
            ahead = ahead.plusMinutes(Integer.parseInt(matcher.group(10)));
        }
        return matcher.group(8).equals("-") ? ahead.negated() : ahead;
    }

    private static Duration fraction(String digits, Duration unit) {
        return Duration.ofNanos(new BigDecimal("0." + digits)
                .multiply(BigDecimal.valueOf(unit.toNanos()))
                .longValue());
    }
}
