package io.lightwave.ca.certificate;

import io.lightwave.directory.InvalidFieldException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which certificates an operator asks for; null does not restrict.
record CertificateFilter(
        Optional<String> serial,
        Optional<String> name,
        Optional<String> spiffeId,
        Optional<String> fingerprint,
        Optional<IssuedCertificate.State> state,
        Optional<Instant> before) {
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{1,64}");

    static CertificateFilter of(
            @Nullable String serial,
            @Nullable String san,
            @Nullable String spiffeId,
            @Nullable String fingerprint,
            @Nullable String state,
            @Nullable String before) {
        return new CertificateFilter(
                Optional.ofNullable(serial).map(text -> withoutLeadingZeros(hexadecimal("serial", text))),
                Optional.ofNullable(san),
                Optional.ofNullable(spiffeId),
                Optional.ofNullable(fingerprint).map(text -> hexadecimal("fingerprint", text)),
                Optional.ofNullable(state).map(CertificateFilter::state),
                Optional.ofNullable(before).map(CertificateFilter::moment));
    }

    private static String hexadecimal(String field, String text) {
        String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!HEXADECIMAL.matcher(digits).matches()) {
            throw new InvalidFieldException(field, "must be hexadecimal");
        }
        return digits;
    }

    private static String withoutLeadingZeros(String digits) {
        return digits.replaceFirst("^0+(?=.)", "");
    }

    private static IssuedCertificate.State state(String text) {
        return Arrays.stream(IssuedCertificate.State.values())
                .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new InvalidFieldException("state", "must be valid, expired, revoked or held"));
    }

    private static Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw new InvalidFieldException("before", "must be a moment such as 2026-01-31T12:00:00Z");
        }
    }
}
