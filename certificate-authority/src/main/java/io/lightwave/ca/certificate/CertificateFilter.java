package io.lightwave.ca.certificate;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which certificates an operator asks for; null does not restrict.
///
/// @param holders any of these subjects
record CertificateFilter(
        Optional<String> serial,
        Optional<String> name,
        Optional<String> spiffeId,
        Optional<String> fingerprint,
        Optional<List<SubjectId>> holders,
        Optional<String> profile,
        Optional<IssuedCertificate.State> state,
        Optional<Instant> after,
        Optional<Instant> before) {
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]{1,64}");
    private static final Pattern FOUR_DIGITS = Pattern.compile("[0-9]{4}-");

    /// What the query says. The subject is not among it: who it names, only the directory knows.
    record Query(
            @Nullable String serial,
            @Nullable String san,
            @Nullable String spiffeId,
            @Nullable String fingerprint,
            @Nullable String profile,
            @Nullable String state,
            @Nullable String after,
            @Nullable String before) {}

    static CertificateFilter of(Query query, Optional<List<SubjectId>> holders) {
        return new CertificateFilter(
                Optional.ofNullable(query.serial()).map(text -> withoutLeadingZeros(hexadecimal("serial", text))),
                Optional.ofNullable(query.san()).map(text -> printable("san", text)),
                Optional.ofNullable(query.spiffeId()).map(text -> printable("spiffeId", text)),
                Optional.ofNullable(query.fingerprint()).map(text -> hexadecimal("fingerprint", text)),
                holders,
                Optional.ofNullable(query.profile()).map(text -> printable("profile", text)),
                Optional.ofNullable(query.state()).map(CertificateFilter::state),
                Optional.ofNullable(query.after()).map(text -> moment("after", text)),
                Optional.ofNullable(query.before()).map(text -> moment("before", text)));
    }

    private static String hexadecimal(String field, String text) {
        String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!HEXADECIMAL.matcher(digits).matches()) {
            throw new InvalidFieldException(field, "must be hexadecimal");
        }
        return digits;
    }

    /// The database keeps no text with the character 0.
    private static String printable(String field, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidFieldException(field, "must be without control characters");
        }
        return text;
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

    private static Instant moment(String field, String text) {
        try {
            if (FOUR_DIGITS.matcher(text).lookingAt()) { // the database knows no such years as Java does
                return Instant.parse(text);
            }
        } catch (DateTimeException malformed) {
            // as below
        }
        throw new InvalidFieldException(field, "must be a moment such as 2026-01-31T12:00:00Z");
    }
}
