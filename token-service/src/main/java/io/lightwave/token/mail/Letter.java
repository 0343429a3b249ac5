package io.lightwave.token.mail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// One letter.
///
/// @param subject any text: it is encoded (RFC 2047), so that it ends no line
/// @param text any text: it is encoded in base64
public record Letter(Address to, String subject, String text) {
    /// Keeps an encoded word within 75 characters, whatever stands in it.
    private static final int MOST_IN_A_WORD = 10;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /// As it is sent, in lines of ASCII that end with CR LF; none begins with a full stop.
    ///
    /// @param id without brackets
    String encoded(Address from, String id, Instant at) {
        return String.join(
                        "\r\n",
                        "From: <" + from + ">",
                        "To: <" + to + ">",
                        "Subject: " + words(subject),
                        "Date: " + DATE.format(at),
                        "Message-ID: <" + id + ">",
                        "Auto-Submitted: auto-generated",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=utf-8",
                        "Content-Transfer-Encoding: base64",
                        "",
                        Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                + "\r\n";
    }

    private static String words(String text) {
        List<String> words = new ArrayList<>();
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i += MOST_IN_A_WORD) {
            String part = new String(points, i, Math.min(MOST_IN_A_WORD, points.length - i));
            words.add("=?utf-8?B?" + Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.UTF_8)) + "?=");
        }
        return String.join("\r\n ", words);
    }
}
