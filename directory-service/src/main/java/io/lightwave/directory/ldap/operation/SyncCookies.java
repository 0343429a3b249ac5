package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import io.lightwave.directory.ChangeJournal.Position;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchQuery;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The cookies of content synchronisation (RFC 4533 §2.1.3): `csn=TIME#SEARCH#000#SEARCH`, in the form of a change
/// sequence number, since OpenLDAP's consumer keeps nothing else of a cookie (ADR 0014).
///
/// The time is no time but the position in the log, counted in microseconds from the year 2000; the digest says
/// what the position is of: tenant, who asked with which rights, and the search. It needs no key: whoever makes
/// one up is told what is its own to see, and maybe not all of it.
final class SyncCookies {
    private static final Pattern FORM = Pattern.compile("(?:rid=[0-9]{1,3},)?(?:sid=[0-9a-f]{1,3},)?"
            + "csn=([0-9]{14}[.][0-9]{6})Z#([0-9a-f]{6})#000#([0-9a-f]{6})");
    private static final Pattern WITHOUT_POSITION = Pattern.compile("rid=[0-9]{1,3}(,sid=[0-9a-f]{1,3})?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSSSSS");
    private static final LocalDateTime ORIGIN = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final Tenants tenants;
    private final Entries entries;

    SyncCookies(Tenants tenants, Entries entries) {
        this.tenants = tenants;
        this.entries = entries;
    }

    /// What a cookie is good for.
    sealed interface Read {
        /// There is none, or none with a position: everything is to be sent.
        record None() implements Read {}

        record Known(Position position) implements Read {}

        /// It is of another search, of other rights, or not ours.
        ///
        /// @param ofOpenLdap whether OpenLDAP's consumer sent it, which does not begin anew by itself
        record Stale(boolean ofOpenLdap) implements Read {}
    }

    static Read read(Optional<ASN1OctetString> cookie, String digest) {
        String text = cookie.map(ASN1OctetString::stringValue).orElse("");
        if (text.isEmpty() || WITHOUT_POSITION.matcher(text).matches()) {
            return new Read.None();
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || !digest.equals(parts.group(2) + parts.group(3))) {
            return new Read.Stale(text.startsWith("rid="));
        }
        try {
            return new Read.Known(
                    Position.ofFloor(ChronoUnit.MICROS.between(ORIGIN, LocalDateTime.parse(parts.group(1), TIME))));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return new Read.Stale(text.startsWith("rid="));
        }
    }

    static ASN1OctetString write(Position position, String digest) {
        return new ASN1OctetString("csn=%sZ#%s#000#%s"
                .formatted(
                        ORIGIN.plus(position.floor(), ChronoUnit.MICROS).format(TIME),
                        digest.substring(0, 6),
                        digest.substring(6)));
    }

    /// What it takes for a position to mean the same again.
    String digest(TenantId tenant, Requester requester, SearchQuery query) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            update(sha, tenant.value());
            update(sha, tenants.find(tenant).map(found -> found.epoch() + "").orElse(""));
            update(sha, entries.sightOf(requester, tenant));
            update(sha, query.base().toString());
            update(sha, query.scope().intValue() + (query.typesOnly() ? "t" : ""));
            sha.update(query.filter().encode().encode());
            query.attributes().forEach(attribute -> update(sha, attribute));
            return HexFormat.of().formatHex(sha.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(MessageDigest sha, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha.update(bytes);
    }
}
