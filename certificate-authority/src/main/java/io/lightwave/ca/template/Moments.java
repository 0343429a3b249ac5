package io.lightwave.ca.template;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Time;

/// Moments as certificates and lists have them (RFC 5280 §4.1.2.5): to the second, with two digits of
/// the year until 2049.
public final class Moments {
    private static final DateTimeFormatter TWO_DIGITS = DateTimeFormatter.ofPattern("uuMMddHHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter FOUR_DIGITS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT);

    private Moments() {}

    /// A [Time] made of a `Date` makes a formatter first, which costs more than all else about it.
    public static Time of(Instant instant) {
        var moment = instant.atOffset(ZoneOffset.UTC);
        return new Time(
                moment.getYear() < 2050
                        ? new DERUTCTime(TWO_DIGITS.format(moment))
                        : new DERGeneralizedTime(FOUR_DIGITS.format(moment)));
    }
}
