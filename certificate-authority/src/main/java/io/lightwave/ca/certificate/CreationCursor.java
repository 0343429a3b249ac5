package io.lightwave.ca.certificate;

import io.lightwave.directory.InvalidFieldException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/// Where a page ends of records that are listed by `created_at` and `id`, the newest first.
public final class CreationCursor {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    private CreationCursor() {}

    /// Adds to a statement's conditions, and to its parameters, that the records are those of the next page.
    ///
    /// @throws InvalidFieldException when it is not the end of a page
    public static void restrict(String cursor, StringBuilder sql, Map<String, Object> parameters) {
        var position = FORM.matcher(cursor);
        if (!position.matches()) {
            throw new InvalidFieldException("cursor", "is not the nextCursor of a page");
        }
        sql.append(" and (created_at, id) < (:cursorTime, cast(:cursorId as uuid))");
        parameters.put(
                "cursorTime",
                Instant.EPOCH
                        .plus(Long.parseLong(position.group(1)), ChronoUnit.MICROS)
                        .atOffset(ZoneOffset.UTC));
        parameters.put("cursorId", position.group(2));
    }

    /// The end of a page of which this is the last.
    public static String after(Instant createdAt, UUID id) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + "_" + id;
    }
}
