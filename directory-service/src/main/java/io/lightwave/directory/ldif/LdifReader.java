package io.lightwave.directory.ldif;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the grammar of RFC 2849 from a stream, record by record. Values by URL are refused: they would be read from
/// this machine or by it. A record is at most 4 MiB.
final class LdifReader {
    private static final int MAXIMUM_RECORD = 4 * 1024 * 1024;

    private final BufferedInputStream in;
    private long line; // of the physical line that was read last
    private byte @Nullable [] ahead; // the physical line after the record's last, null when there is none

    LdifReader(InputStream in) throws IOException {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.ahead = physicalLine();
        skipToRecord();
        if (ahead != null && text(ahead).matches("version: *[0-9]+")) {
            this.ahead = physicalLine();
        }
    }

    /// A logical line: a name and its value, or the `-` that ends a modification.
    private static final class Line {
        private final String key;
        private final byte[] value;
        private final boolean separator;

        Line(String key, byte[] value, boolean separator) {
            this.key = key;
            this.value = value;
            this.separator = separator;
        }

        String key() {
            return key;
        }

        byte[] value() {
            return value;
        }

        boolean separator() {
            return separator;
        }

        String text() {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(value))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("a value of %s is not UTF-8".formatted(key), e);
            }
        }

        boolean is(String name) {
            return !separator && key.equalsIgnoreCase(name);
        }
    }

    /// The next record; empty at the end.
    Optional<LdifRecord> next() throws IOException {
        skipToRecord();
        if (ahead == null) {
            return Optional.empty();
        }
        long begins = line;
        String name = "";
        try {
            List<Line> lines = logicalLines();
            Line first = lines.getFirst();
            if (!first.is("dn")) {
                throw new IllegalArgumentException("a record begins with dn:");
            }
            name = first.text();
            return Optional.of(record(begins, name, lines.subList(1, lines.size())));
        } catch (IllegalArgumentException e) {
            skipRecord();
            return Optional.of(new LdifRecord.Malformed(begins, name, String.valueOf(e.getMessage())));
        }
    }

    private LdifRecord record(long begins, String name, List<Line> lines) {
        if (!lines.isEmpty() && lines.getFirst().is("control")) {
            throw new IllegalArgumentException("controls are not taken");
        }
        if (lines.isEmpty() || !lines.getFirst().is("changetype")) {
            return new LdifRecord.Content(begins, name, attributes(lines));
        }
        List<Line> rest = lines.subList(1, lines.size());
        return switch (lines.getFirst().text().toLowerCase(Locale.ROOT)) {
            case "add" -> new LdifRecord.Content(begins, name, attributes(rest));
            case "delete" -> {
                if (!rest.isEmpty()) {
                    throw new IllegalArgumentException("nothing follows changetype: delete");
                }
                yield new LdifRecord.Delete(begins, name);
            }
            case "modify" -> new LdifRecord.Modify(begins, name, modifications(rest));
            case "modrdn", "moddn" -> rename(begins, name, rest);
            default -> throw new IllegalArgumentException("an unknown changetype");
        };
    }

    private static List<Attribute> attributes(List<Line> lines) {
        Map<String, List<byte[]>> values = new LinkedHashMap<>();
        Map<String, String> spelled = new LinkedHashMap<>();
        for (Line one : lines) {
            if (one.separator()) {
                throw new IllegalArgumentException("a - is for modifications only");
            }
            String key = one.key().toLowerCase(Locale.ROOT);
            spelled.putIfAbsent(key, one.key());
            values.computeIfAbsent(key, _ -> new ArrayList<>()).add(one.value());
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("an entry has attributes");
        }
        var attributes = new ArrayList<Attribute>(values.size());
        values.forEach((key, list) ->
                attributes.add(new Attribute(String.valueOf(spelled.get(key)), list.toArray(byte[][]::new))));
        return attributes;
    }

    private static List<Modification> modifications(List<Line> lines) {
        var modifications = new ArrayList<Modification>();
        int at = 0;
        while (at < lines.size()) {
            Line head = lines.get(at++);
            ModificationType type = head.separator() ? null : type(head.key());
            if (type == null) {
                throw new IllegalArgumentException("a modification begins with add:, delete:, replace: or increment:");
            }
            String attribute = head.text();
            var values = new ArrayList<byte[]>();
            for (; at < lines.size() && !lines.get(at).separator(); at++) {
                if (!lines.get(at).is(attribute)) {
                    throw new IllegalArgumentException("a modification of %s has values of it".formatted(attribute));
                }
                values.add(lines.get(at).value());
            }
            at++; // the separator, which the last may lack
            modifications.add(new Modification(type, attribute, values.toArray(byte[][]::new)));
        }
        return modifications;
    }

    private static @Nullable ModificationType type(String key) { // null for what is none
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "add" -> ModificationType.ADD;
            case "delete" -> ModificationType.DELETE;
            case "replace" -> ModificationType.REPLACE;
            case "increment" -> ModificationType.INCREMENT;
            default -> null;
        };
    }

    private static LdifRecord rename(long begins, String name, List<Line> lines) {
        if (lines.size() < 2
                || lines.size() > 3
                || !lines.get(0).is("newrdn")
                || !lines.get(1).is("deleteoldrdn")
                || (lines.size() == 3 && !lines.get(2).is("newsuperior"))) {
            throw new IllegalArgumentException("after changetype: modrdn come newrdn, deleteoldrdn and newsuperior");
        }
        String deletes = lines.get(1).text();
        if (!deletes.equals("0") && !deletes.equals("1")) {
            throw new IllegalArgumentException("deleteoldrdn is 0 or 1");
        }
        return new LdifRecord.Rename(
                begins,
                name,
                lines.get(0).text(),
                deletes.equals("1"),
                lines.size() == 3 ? lines.get(2).text() : null);
    }

    private List<Line> logicalLines() throws IOException {
        var lines = new ArrayList<Line>();
        int size = 0;
        while (ahead != null && ahead.length > 0) {
            if (ahead[0] == '#') {
                skipComment();
                continue;
            }
            byte[] logical = logicalLine();
            size += logical.length;
            if (size > MAXIMUM_RECORD) {
                throw new IllegalArgumentException("a record is larger than 4 MiB");
            }
            lines.add(parsed(logical));
        }
        return lines;
    }

    private byte[] logicalLine() throws IOException {
        byte[] first = ahead == null ? new byte[0] : ahead;
        ahead = physicalLine();
        if (ahead == null || ahead.length == 0 || ahead[0] != ' ') {
            return first;
        }
        var folded = new ByteArrayOutputStream();
        folded.writeBytes(first);
        while (ahead != null && ahead.length > 0 && ahead[0] == ' ') {
            if (folded.size() > MAXIMUM_RECORD) {
                throw new IllegalArgumentException("a record is larger than 4 MiB");
            }
            folded.write(ahead, 1, ahead.length - 1);
            ahead = physicalLine();
        }
        return folded.toByteArray();
    }

    private static Line parsed(byte[] logical) {
        if (logical.length == 1 && logical[0] == '-') {
            return new Line("-", logical, true);
        }
        int colon = 0;
        while (colon < logical.length && logical[colon] != ':') {
            colon++;
        }
        if (colon == 0 || colon == logical.length) {
            throw new IllegalArgumentException("a line has no attribute and value");
        }
        String key = new String(logical, 0, colon, StandardCharsets.ISO_8859_1);
        int kind = colon + 1 < logical.length ? logical[colon + 1] : ' ';
        if (kind == '<') {
            throw new IllegalArgumentException("values by URL are not taken");
        }
        int at = colon + (kind == ':' ? 2 : 1);
        while (at < logical.length && logical[at] == ' ') {
            at++;
        }
        byte[] value = java.util.Arrays.copyOfRange(logical, at, logical.length);
        try {
            return new Line(key, kind == ':' ? Base64.getDecoder().decode(value) : value, false);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a value of %s is not base64".formatted(key), e);
        }
    }

    private void skipToRecord() throws IOException {
        while (ahead != null && (ahead.length == 0 || ahead[0] == '#')) {
            skipComment();
        }
    }

    private void skipComment() throws IOException {
        do {
            ahead = physicalLine();
        } while (ahead != null && ahead.length > 0 && ahead[0] == ' ');
    }

    private void skipRecord() throws IOException {
        while (ahead != null && ahead.length > 0) {
            ahead = physicalLine();
        }
    }

    /// Without its end; null at the end of the file.
    private byte @Nullable [] physicalLine() throws IOException {
        var bytes = new ByteArrayOutputStream(80);
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        line++;
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            if (bytes.size() <= MAXIMUM_RECORD) {
                bytes.write(octet);
            }
        }
        byte[] read = bytes.toByteArray();
        boolean carriageReturn = read.length > 0 && read[read.length - 1] == '\r';
        return carriageReturn ? java.util.Arrays.copyOf(read, read.length - 1) : read;
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1);
    }
}
